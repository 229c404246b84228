"""What a trainer writes (docs/trainer.md): checked before any training, begun from templates, tried and shipped."""
