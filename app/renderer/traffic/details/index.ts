/** The ways of looking at a frame's bytes. */
import type { Frame } from 'multiprocessing/inspect'
import type { ContentView } from './content-view.ts'
import { handshakeView } from './handshake-view.ts'
import { pickleView } from './pickle-view.ts'
import { plainView } from './plain-view.ts'

export const CONTENT_VIEWS: readonly ContentView[] = [handshakeView, pickleView, plainView]

export function viewFor(frame: Frame): ContentView {
  return CONTENT_VIEWS.find((view) => view.matches(frame)) ?? plainView
}
