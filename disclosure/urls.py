from django.urls import path

from . import guide
from .views import catalogue, item, open_data, paper, search

app_name = "disclosure"
urlpatterns = [
    path("", catalogue.home, name="home"),
    # An index number holds a slash: 113715000046313412/2026-00001.
    path("items/<str:organisation>/<str:serial>/", item.item, name="item"),
    path("items/<str:organisation>/<str:serial>/print/", item.item_print, name="item_print"),
    path("items/<str:organisation>/<str:serial>/files/<int:pk>/", item.attachment, name="attachment"),
    path("guide/", guide.guide, name="guide"),
    path("guide/print/", guide.guide_paper, name="guide_print"),
    path("rules/", guide.rules, name="rules"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/article20/<str:duty>/", catalogue.kind, name="kind"),
    path("catalogue/<slug:slug>/", catalogue.category, name="category"),
    path("catalogue/<slug:slug>/print/", paper.category, name="category_print"),
    path("search/", search.search, name="search"),
    path("sitemap/", catalogue.sitemap_page, name="sitemap_page"),
    path("feed.atom", open_data.feed, name="feed"),
    path("catalogue/<slug:slug>/feed.atom", open_data.category_feed, name="category_feed"),
    path("sitemap.xml", open_data.sitemap_xml, name="sitemap"),
    path("sitemap-columns.xml", open_data.sitemap_columns, name="sitemap_columns"),
    path("sitemap-<int:number>.xml", open_data.sitemap_part, name="sitemap_part"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("open-data/items.csv", open_data.items_csv, name="items_csv"),
    path("open-data/items.json", open_data.items_json, name="items_json"),
]
