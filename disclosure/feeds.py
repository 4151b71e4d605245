"""The newest items as an Atom feed, of the whole catalogue or of a category."""

from django.contrib.syndication.views import Feed
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from liaocheng_gk.models import Agency

from .folding import without_controls
from .models import Category, Item
from .paging import page_of_categories

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


class NewestOfCategory(NewestItems):
    """The same for a category and what stands below it; ``category`` is linked, as ``tree`` gives it."""

    def __init__(self, category: Category) -> None:
        self.category = category

    def title(self) -> str:
        return f"{self.category.title}：{super().title()}"

    def link(self) -> str:
        return self.category.get_absolute_url()

    def subtitle(self) -> str:
        return self.category.description

    def items(self) -> list[Item]:
        page = page_of_categories(self.category.family(), size=FEED_LENGTH, after=None, before=None)
        prefetch_related_objects(page.items, "category")
        return page.items
