const jukeboxes: Jukebox[] = []

/** Plays what the guests have asked for. */
export class Jukebox {
  #songs: string[] = []

  constructor() {
    jukeboxes.push(this)
    console.log('jukebox', jukeboxes.length, 'is plugged in')
  }

  queue(song: string) {
    this.#songs.push(song)
  }

  songs() {
    return this.#songs
  }
}
