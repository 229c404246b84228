"""The agents' desk: pages, JSON API, the follower of the conversation log, and the outbox at work."""
