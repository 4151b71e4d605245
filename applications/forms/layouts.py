"""How each page of the application form is laid out."""

from collections.abc import Callable

from crispy_forms.layout import HTML, Column, Div, Field, Fieldset, Layout, Row


def _contact() -> Layout:
    return Layout(
        Fieldset(
            "您是谁",
            "applicant_kind",
            Field("name", autocomplete="name"),
            # Shown for organisations only, by the stylesheet alone.
            Div(
                Row(
                    Column("representative", css_class="col-md-6"),
                    Column("contact_name", css_class="col-md-6"),
                ),
                css_class="for-organisations",
            ),
            Row(
                Column("identity_kind", css_class="col-md-6"),
                Column(Field("identity_number", autocomplete="off"), css_class="col-md-6"),
            ),
            Field("phone", autocomplete="tel", inputmode="tel"),
        ),
        Fieldset("身份证明", *_scan("front", "拍照上传身份证明"), *_scan("back", "拍照上传反面或者第二页")),
    )


def _scan(side: str, camera: str) -> tuple[HTML, ...]:
    """The field, beside it the same field once more that opens the camera, and what is kept already."""
    return (
        f"scan_{side}",
        HTML(
            f"{{% include 'applications/_camera.html' with name='scan_{side}' label='{camera}' only %}}"
            f"{{% include 'applications/_kept_identity.html' with side='{side}'"
            f" preview=form.kept_{side}_scan only %}}"
        ),
    )


def _want() -> Layout:
    return Layout(Fieldset("您要什么信息", "description"))


def _receive() -> Layout:
    return Layout(
        Fieldset(
            "怎样把信息给您",
            "carrier",
            "delivery",
            Field("email", autocomplete="email", inputmode="email"),
            Row(
                Column(Field("address", autocomplete="street-address"), css_class="col-md-8"),
                Column(
                    Field("postcode", autocomplete="postal-code", inputmode="numeric"), css_class="col-md-4"
                ),
            ),
        ),
    )


LAYOUTS: dict[str, Callable[[], Layout]] = {"contact": _contact, "want": _want, "receive": _receive}
