"""The addresses of the helpdesk; attachments are for those who have logged in."""

from django.conf import settings  # type: ignore[import-not-found]
from django.contrib import admin  # type: ignore[import-not-found]
from django.contrib.auth.decorators import login_required  # type: ignore[import-not-found]
from django.urls import include, path, re_path  # type: ignore[import-not-found]
from django.views.static import serve  # type: ignore[import-not-found]

urlpatterns = [
    path("admin/", admin.site.urls),
    re_path(r"^media/(?P<path>.*)$", login_required(serve), {"document_root": settings.MEDIA_ROOT}),
    path("", include("helpdesk.urls")),
]
