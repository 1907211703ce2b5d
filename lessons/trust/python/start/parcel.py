class Parcel:
    """Pickles as an order: call `print` with this line."""

    def __reduce__(self):
        return print, ('I ran in the server',)


parcel = Parcel()
