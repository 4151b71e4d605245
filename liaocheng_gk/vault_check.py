"""Whether the keys at hand open what lies in the database: asked by the monitor before an applicant finds out."""

from .rotation import sealed_models
from .vault import Sealed, VaultError, open_text, sealed_fields


def keys_open_the_data() -> bool:
    """Try the newest row of every sealed kind; an empty portal has nothing to open and passes."""
    try:
        for model in sealed_models():
            row = model._base_manager.order_by("-pk").first()
            for field in sealed_fields(model) if row is not None else ():
                stored = row.__dict__[field.attname]
                if isinstance(stored, Sealed):
                    open_text(stored, field.place(row))
    except VaultError:
        return False
    return True
