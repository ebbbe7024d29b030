"""The parts of AWS that the functions use, in memory. Each knows its own rules and nothing of faults, which
`seam` adds.

dynamodb     conditional writes, indexes that may lag, streams
expressions  its conditions and updates
services     SQS, Scheduler, SES, S3 and Secrets Manager
"""
