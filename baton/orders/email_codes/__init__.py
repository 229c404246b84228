"""Proof of an order by a code that is sent to its e-mail address: asked for in the chat, sent by the desk."""
