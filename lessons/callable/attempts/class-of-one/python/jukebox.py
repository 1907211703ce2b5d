class Jukebox:
    """Plays what the guests have asked for. There is one, however often it is made."""

    _only = None

    def __new__(cls):
        if cls._only is None:
            cls._only = super().__new__(cls)
            cls._only._songs = []
            print('the jukebox is plugged in')
        return cls._only

    def queue(self, song):
        self._songs.append(song)

    def songs(self):
        return self._songs
