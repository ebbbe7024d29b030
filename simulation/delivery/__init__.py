"""What AWS does by itself: streams, queues, schedules and notices, wired as template.yaml says."""
