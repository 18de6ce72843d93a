"""The entry of web servers and of the command line: `gunicorn wsgi:app`, `flask --app wsgi …`."""

import gc

# Nothing of what a start loads is garbage: looking for some took a quarter of the start. What is
# loaded is then left alone for good, so that forked workers go on sharing its memory.
gc.disable()

from directory.app import create_app_from_environment  # noqa: E402

app = create_app_from_environment()

gc.freeze()
gc.enable()
