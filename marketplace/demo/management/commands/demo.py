"""`python3 manage.py demo`: the product with a region in it, running on this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from logistics.planning import search_engine
from marketplace.demo.journeys import go_on
from marketplace.demo.people import PASSWORD, SIGN_INS
from marketplace.organisations.models import Organisation


class Command(BaseCommand):
    help = "Make the database, load the demonstration region (the first time), and run the site and its worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--load-only", action="store_true", help="stop when the region is loaded")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's contract
        ready = search_engine.warming()  # beside all else: it is needed when somebody first plans a day
        self.stdout.write("Goodsyard: preparing the database")
        call_command("migrate", verbosity=0)
        if Organisation.objects.exists():
            go_on(now=timezone.localtime())
        else:
            self.stdout.write("Goodsyard: loading the demonstration region (once; a minute or two)")
            self._load()
        if ready is not None and ready.poll() is None:
            self.stdout.write("Goodsyard: making the planner ready (once; half a minute)")
            ready.wait()
        if not options["load_only"]:
            self._serve(options["port"])

    def _load(self) -> None:
        """In a process of its own, where the mail of the region's past goes to nobody."""
        quiet = {**os.environ, "TASKS": "immediate", "EMAIL_URL": "discard:"}
        loading = subprocess.run([sys.executable, self._manage(), "load_region"], env=quiet, check=False)
        if loading.returncode:
            raise CommandError("The region was not loaded, and nothing of it was kept. Run the command again.")

    def _serve(self, port: int) -> None:
        """Run the site and the worker until one of them ends or the person presses Ctrl+C."""
        here = {**os.environ, "SITE_URL": os.environ.get("SITE_URL", f"http://localhost:{port}")}
        commands = (["runserver", "--noreload", f"127.0.0.1:{port}"], ["work"])
        children = [subprocess.Popen([sys.executable, self._manage(), *command], env=here) for command in commands]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            if self._answers(children[0], port):
                self.stdout.write(self._greeting(here["SITE_URL"]))
                self.stdout.flush()
            while all(child.poll() is None for child in children):
                try:
                    children[0].wait(timeout=1)
                except subprocess.TimeoutExpired:
                    continue
        except KeyboardInterrupt:
            self.stdout.write("\nGoodsyard: stopped. The same command goes on where you left off.")
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait()
        if failed := next((child.returncode for child in children if (child.returncode or 0) > 0), 0):
            raise CommandError(f"The site stopped by itself (is port {port} taken? try --port).", returncode=failed)

    @staticmethod
    def _answers(site: "subprocess.Popen[bytes]", port: int) -> bool:
        """Wait until the site takes visitors; False if it ended instead."""
        while site.poll() is None:
            with socket.socket() as visitor:
                visitor.settimeout(1)
                if visitor.connect_ex(("127.0.0.1", port)) == 0:
                    return True
            time.sleep(0.2)
        return False

    @staticmethod
    def _manage() -> str:
        return str(settings.BASE_DIR / "manage.py")

    @staticmethod
    def _greeting(address: str) -> str:
        people = "\n".join(f"    {email:<32} {does}" for does, email in SIGN_INS)
        return (
            f"\nGoodsyard runs at {address}\n\n"
            f"  Sign in as one of these; the password is {PASSWORD} for all of them.\n\n{people}\n\n"
            "  Mail is printed here. Press Ctrl+C to stop; run the command again to go on.\n"
        )
