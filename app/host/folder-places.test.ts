import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { FolderPlaces } from './folder-places.ts'
import { temporaryFolder } from './test/folders.ts'

function home(): string {
  const folder = temporaryFolder()
  for (const name of ['owls', '.venv/bin', '.git']) mkdirSync(path.join(folder, name), { recursive: true })
  for (const name of ['server.py', 'notes.txt', '.hidden.py', '.venv/bin/pip', '.venv/bin/python3.12']) writeFileSync(path.join(folder, name), '')
  if (process.platform !== 'win32') symlinkSync('python3.12', path.join(folder, '.venv/bin/python'))
  return folder
}

test('folders are listed by name, with what a workspace would have, and ids that say nothing of where they are', async () => {
  const folder = home()
  const places = new FolderPlaces(folder)
  const listed = await places.list(undefined)
  expect(listed.folders.map(({ name }) => name)).toEqual(['owls'])
  expect(listed.files).toEqual(['server.py'])
  expect(listed.pythons).toBeUndefined()
  expect(JSON.stringify(listed)).not.toContain(folder)
  expect(places.pathOf(listed.folders[0]!.id)).toBe(path.join(folder, 'owls'))
})

test('for a Python hidden folders are listed, too, and in them interpreters and links to them', async () => {
  const folder = home()
  const places = new FolderPlaces(folder)
  const { folders } = await places.list(undefined, true)
  expect(folders.map(({ name }) => name)).toEqual(['.git', '.venv', 'owls'])
  const { folders: inside } = await places.list(folders[1]!.id, true)
  const bin = await places.list(inside[0]!.id, true)
  expect(bin.pythons!.map(({ name }) => name)).toEqual(process.platform === 'win32' ? ['python3.12'] : ['python', 'python3.12'])
  expect(places.pathOf(bin.pythons!.at(-1)!.id)).toBe(path.join(folder, '.venv', 'bin', 'python3.12'))
})

test('an id that was not given out, and a folder that cannot be read, are refused in words', async () => {
  const places = new FolderPlaces(home())
  expect(() => places.pathOf('../../etc')).toThrow(new Error('This folder is not known. Choose it again.'))
  const { pythons } = await places.list((await places.list((await places.list(undefined, true)).folders[1]!.id, true)).folders[0]!.id, true)
  await expect(places.list(pythons!.at(-1)!.id)).rejects.toThrow(/^The folder “python3\.12” cannot be read: /)
})
