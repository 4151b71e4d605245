from django.http import HttpRequest, HttpResponse


def apply(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("apply")


def blank_form(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("blank_form")


def receipt(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("receipt")


def status(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("status")


def letter(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("letter")


def feedback(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("feedback")


def correction(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("correction")
