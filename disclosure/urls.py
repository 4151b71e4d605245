from django.urls import path

from . import guide, views

app_name = "disclosure"
urlpatterns = [
    path("", views.home, name="home"),
    path("guide/", guide.guide, name="guide"),
    path("rules/", guide.rules, name="rules"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/<slug:slug>/", views.category, name="category"),
    # An index number holds a slash: 113715000046313412/2026-00001.
    path("items/<str:organisation>/<str:serial>/", views.item, name="item"),
    path("items/<str:organisation>/<str:serial>/files/<int:pk>/", views.attachment, name="attachment"),
    path("search/", views.search, name="search"),
    path("sitemap/", views.sitemap_page, name="sitemap_page"),
    path("feed.atom", views.feed, name="feed"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap"),
    path("open-data/", views.open_data, name="open_data"),
    path("open-data/items.csv", views.items_csv, name="items_csv"),
    path("open-data/items.json", views.items_json, name="items_json"),
]
