"""Threads and messages between organisations."""

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    name = "marketplace.dialogue"
    label = "dialogue"
