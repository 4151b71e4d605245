from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("home")


def guide(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("guide")


def rules(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("rules")


def catalogue(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("catalogue")


def category(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("category")


def item(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("item")


def attachment(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("attachment")


def search(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("search")


def sitemap_page(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("sitemap_page")


def feed(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("feed")


def sitemap_xml(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("sitemap_xml")


def open_data(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("open_data")


def items_csv(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("items_csv")


def items_json(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("items_json")
