"""Where pictures lie that pages ask for."""

from django_tenants.files.storage import TenantFileSystemStorage


class Pictures(TenantFileSystemStorage):
    """Pictures in the sizes that pages ask for, at an address that does not name the office."""

    base_url = "/pictures/"
