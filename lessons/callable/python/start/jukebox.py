jukeboxes = []


class Jukebox:
    """Plays what the guests have asked for."""

    def __init__(self):
        self._songs = []
        jukeboxes.append(self)
        print('jukebox', len(jukeboxes), 'is plugged in')

    def queue(self, song):
        self._songs.append(song)

    def songs(self):
        return self._songs
