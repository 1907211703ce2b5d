/**
 * A stand-in for Electron's runtime, where it cannot be downloaded: a folder that electron-builder takes for one, so that
 * everything but the runtime itself can be packaged and looked at. Linux only.
 *
 * Its program has a fuse wire as Electron's has, all fuses in the state that Electron is shipped with. Asked to be Node
 * (ELECTRON_RUN_AS_NODE) it is this machine's Node; asked to be the app, it says that it can't.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../toolbox.mjs'

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Version 1, eight fuses: Electron's defaults. */
const WIRE = Buffer.concat([Buffer.from([1, 8]), Buffer.from('10110001')])

const PROGRAM = `#!/bin/sh
# Stands for Electron, which could not be downloaded when this was packaged.
if [ "$ELECTRON_RUN_AS_NODE" = 1 ]; then exec "\${MANAGERIE_STAND_IN_NODE:-node}" "$@"; fi
echo 'This package was made without Electron: it holds the app, and nothing that could show it.' >&2
exit 1
`

/** Writes it. @param {string} folder @returns {string} the folder */
export function makeStandIn(folder) {
  for (const part of ['resources', 'locales']) mkdirSync(path.join(folder, part), { recursive: true })
  writeFileSync(path.join(folder, 'electron'), Buffer.concat([Buffer.from(PROGRAM), Buffer.from(SENTINEL), WIRE, Buffer.from('\n')]), { mode: 0o755 })
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8'))
  writeFileSync(path.join(folder, 'version'), version)
  // Languages are chosen from there.
  writeFileSync(path.join(folder, 'locales/en-US.pak'), '')
  writeFileSync(path.join(folder, 'STAND-IN'), 'No Electron in here: see build/package/stand-in.mjs.\n')
  return folder
}
