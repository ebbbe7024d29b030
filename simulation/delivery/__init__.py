"""What AWS does by itself: streams, queues, schedules and notices, wired as template.yaml says.

streams      event source mappings of DynamoDB streams
queues       queues and whoever reads them
schedules    one-time schedules, and the template's rates
notices      S3's notices of uploads
mail_events  what SES says of a mail
"""
