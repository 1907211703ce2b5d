/**
 * A disk that is full while the file MANAGERIE_TEST_FULL is there: loaded with `--import` before an app, it lets every write
 * under MANAGERIE_HOME fail as the system does then. Folders and empty files are still made, as on a real one.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'

const { MANAGERIE_HOME: home, MANAGERIE_TEST_FULL: flag } = process.env
const { open } = fs.promises
const original = { writeFileSync: fs.writeFileSync, appendFileSync: fs.appendFileSync, existsSync: fs.existsSync }

function refuse(file) {
  if (!original.existsSync(flag) || typeof file !== 'string' || !path.resolve(file).startsWith(home + path.sep)) return
  throw Object.assign(new Error(`ENOSPC: no space left on device, write '${file}'`), { code: 'ENOSPC', errno: -28, syscall: 'write' })
}

for (const name of ['writeFileSync', 'appendFileSync']) {
  fs[name] = (file, ...rest) => {
    refuse(file)
    return original[name](file, ...rest)
  }
}
fs.promises.open = async (file, ...rest) => {
  const handle = await open(file, ...rest)
  for (const name of ['write', 'writeFile', 'appendFile']) {
    const write = handle[name].bind(handle)
    handle[name] = async (...args) => {
      refuse(file)
      return write(...args)
    }
  }
  return handle
}
syncBuiltinESMExports()
