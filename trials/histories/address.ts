import { bytes } from '../../engine/values/index.ts'

/** The secret of the server of histories; `player.py` knows the same. */
export const authkey = bytes('it was not me')
