"""Carriers from outside: asked by mail, hired by an answer."""
