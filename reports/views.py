from django.http import HttpRequest, HttpResponse


def report_list(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("report_list")


def report(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("report")


def report_print(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("report_print")


def report_pdf(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("report_pdf")


def report_docx(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("report_docx")


def report_xlsx(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("report_xlsx")


def reports_json(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("reports_json")
