"""The WSGI entry point that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teilhabe.settings")
application = get_wsgi_application()

from teilhabe.search.finding import warm_up  # noqa: E402  # the apps have to be ready before

warm_up()
