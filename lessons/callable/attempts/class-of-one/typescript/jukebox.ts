let only: Jukebox | undefined

/** Plays what the guests have asked for. There is one, however often it is made. */
export class Jukebox {
  #songs: string[] = []

  constructor() {
    if (only) return only
    only = this
    console.log('the jukebox is plugged in')
  }

  queue(song: string) {
    this.#songs.push(song)
  }

  songs() {
    return this.#songs
  }
}
