"""The only place that speaks boto3: thin modules of functions, one for each thing that is stored or sent."""
