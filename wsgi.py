"""The entry of web servers and of the command line: `gunicorn wsgi:app`, `flask --app wsgi …`."""

from directory.app import create_app_from_environment

app = create_app_from_environment()
