"""What AWS asks, in US dollars: list prices of Tokyo, November 2026, without the free allowances. Every figure of the
bench that is money is made of these; what a mail costs the product says itself (`core.prices`).
"""

REQUEST = 1.29e-6
"""A request of the HTTP API, of up to 512 KB."""
WRITE, READ = 0.715e-6, 0.1425e-6
"""A write unit (1 KB) and a read unit (4 KB) of a DynamoDB table on demand."""
STORED = 0.285
"""A GB of a table, a month; point-in-time recovery asks 0.228 more."""
CALL = 0.2e-6
"""A call of a function."""
MEMORY_SECOND = 0.0000133334
"""A GB of a function's memory for a second, on arm64."""
SECOND = 1.769 * MEMORY_SECOND
"""A second of a whole processor: so many GB have one. What has less memory takes as many times longer."""
PUT = 0.0047e-3
"""An object that is written to S3."""
MESSAGE = 0.4e-6
"""A request of SQS: a message sent, received, or asked for in vain."""
TIMER = 1.25e-6
"""A schedule that goes off."""
METRIC, DASHBOARD, SECRET = 0.10, 3.00, 0.40
"""A metric that an alarm looks at, a dashboard, and a secret, a month."""
