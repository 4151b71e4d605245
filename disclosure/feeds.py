"""The newest items as an Atom feed, and the sitemap for search engines."""

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from liaocheng_gk.models import Agency

from .folding import without_controls
from .models import Category, Item

FEED_LENGTH = 30


class NewestItems(Feed):
    feed_type = Atom1Feed
    language = "zh-CN"

    def title(self) -> str:
        return f"{Agency.objects.current().name}政府信息公开"

    def link(self) -> str:
        return reverse("disclosure:catalogue")

    def subtitle(self) -> str:
        return "最新主动公开的政府信息"

    def items(self):
        return Item.objects.public().newest().defer("search_text").select_related("category")[:FEED_LENGTH]

    def item_title(self, item: Item) -> str:
        return without_controls(item.title)

    def item_description(self, item: Item) -> str:
        return without_controls(item.abstract)

    def item_guid(self, item: Item) -> str:
        return f"urn:govinfo:{item.index_number}"

    def item_author_name(self, item: Item) -> str:
        return without_controls(item.publisher)

    def item_categories(self, item: Item) -> list[str]:
        return [item.category.title]

    def item_pubdate(self, item: Item):
        return item.published_at

    def item_updateddate(self, item: Item):
        return item.updated_at


class ItemSitemap(Sitemap):
    def items(self):
        return Item.objects.public().newest().only("index_number", "updated_at")

    def lastmod(self, item: Item):
        return item.updated_at


class CategorySitemap(Sitemap):
    def items(self):
        return Category.objects.order_by("pk")


class PageSitemap(Sitemap):
    NAMES = ("home", "guide", "rules", "catalogue", "open_data", "sitemap_page")

    def items(self):
        return [f"disclosure:{name}" for name in self.NAMES] + ["reports:list", "applications:apply"]

    def location(self, name: str) -> str:
        return reverse(name)


SITEMAPS = {"pages": PageSitemap, "categories": CategorySitemap, "items": ItemSitemap}
