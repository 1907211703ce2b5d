/**
 * Reads Electron's archives: a header of JSON, then the bytes of all files. What is marked `unpacked` lies beside the archive.
 *
 * Our own reader, so that what a package holds is not judged by the tool that made it.
 */
import { closeSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * @typedef {object} Entry
 * @property {string} name path with `/`
 * @property {number} size
 * @property {boolean} unpacked
 * @property {boolean} executable
 */

/** Everything in an archive. @param {string} file @returns {Entry[]} */
export function listArchive(file) {
  return open(file, ({ entries }) => entries.map(({ offset: _, ...entry }) => entry))
}

/** Writes the files that are in the archive into a folder; not those beside it. */
export function extractArchive(file, to) {
  open(file, ({ entries, read }) => {
    for (const { name, size, offset, unpacked } of entries) {
      if (unpacked) continue
      const target = path.join(to, name)
      mkdirSync(path.dirname(target), { recursive: true })
      writeFileSync(target, read(offset, size))
    }
  })
}

function open(file, use) {
  const descriptor = openSync(file, 'r')
  const read = (position, size) => {
    const bytes = Buffer.alloc(size)
    if (readSync(descriptor, bytes, 0, size, position) !== size) throw new Error(`${file} ends too early: it is damaged`)
    return bytes
  }
  try {
    // Two of Chromium's pickles: one number, the length of the second; and that, a string with its length before it.
    const [four, headerSize] = [read(0, 4).readUInt32LE(), read(4, 4).readUInt32LE()]
    if (four !== 4) throw new Error(`${file} is not an archive of Electron's`)
    const text = read(16, read(12, 4).readUInt32LE()).toString('utf8')
    const start = 8 + headerSize
    return use({ entries: [...entriesOf(JSON.parse(text).files, '', start)], read })
  } finally {
    closeSync(descriptor)
  }
}

function* entriesOf(files, folder, start) {
  for (const [name, entry] of Object.entries(files)) {
    const place = folder === '' ? name : `${folder}/${name}`
    if (entry.files) yield* entriesOf(entry.files, place, start)
    else if (entry.link) throw new Error(`${place} is a link: the package holds none`)
    else yield { name: place, size: entry.size, unpacked: entry.unpacked === true, executable: entry.executable === true, offset: start + Number(entry.offset ?? 0) }
  }
}
