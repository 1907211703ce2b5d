import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './test/folders.ts'
import { counting } from './test/lessons/index.ts'
import { Workspaces } from './workspace.ts'

const lessonFolder = path.join(import.meta.dirname, 'test', 'lessons')

function fresh(data = path.join(temporaryFolder(), 'data')) {
  return { data, workspaces: new Workspaces(data, lessonFolder, [counting]) }
}

test('a lesson opens as its start, shown files first, without writing anything', async () => {
  const { data, workspaces } = fresh()
  const workspace = await workspaces.openLesson('counting', 'python')
  expect(workspace).toMatchObject({
    id: 'counting.python',
    lesson: 'counting',
    language: 'python',
    programs: [
      { name: 'server', role: 'server', file: 'server.py' },
      { name: 'client', role: 'client', file: 'client.py' },
    ],
  })
  expect(workspace.files.map(({ name }) => name)).toEqual(['server.py', 'client.py', '_limit.py'])
  expect(workspace.files[2]).toEqual({ name: '_limit.py', text: 'limit = 1\n', original: 'limit = 1\n' })
  expect(existsSync(data)).toBe(false)
})

test('what was saved is there for the next host, and in that language only', async () => {
  const { data, workspaces } = fresh()
  await workspaces.saveFile('counting.typescript', '_limit.ts', 'export const limit = 3 // größer 🌱')
  const again = fresh(data).workspaces
  expect((await again.openLesson('counting', 'typescript')).files[2]).toEqual({
    name: '_limit.ts',
    text: 'export const limit = 3 // größer 🌱',
    original: 'export const limit = 1\n',
  })
  expect((await again.openLesson('counting', 'python')).files[2]!.text).toBe('limit = 1\n')
})

test('of many saves at once the last wins, and reading waits for it', async () => {
  const { data, workspaces } = fresh()
  const saves = Array.from({ length: 30 }, (_, count) => workspaces.saveFile('counting.typescript', 'server.ts', `// ${count}`))
  await saves[0]
  expect((await workspaces.sources('counting.typescript')).get('server.ts')).toBe('// 29')
  await Promise.all(saves)
  const folder = path.join(data, 'workspaces', 'counting', 'typescript')
  expect(await readdir(folder)).toEqual(['server.ts'])
  expect(await readFile(path.join(folder, 'server.ts'), 'utf8')).toBe('// 29')
})

test('a file that is as it began takes no place on disk', async () => {
  const { data, workspaces } = fresh()
  await workspaces.saveFile('counting.python', '_limit.py', 'limit = 5\n')
  await workspaces.saveFile('counting.python', '_limit.py', 'limit = 1\n')
  expect(await readdir(path.join(data, 'workspaces', 'counting', 'python'))).toEqual([])
})

test('reset gives the start back, also of a file that is just being saved', async () => {
  const { workspaces } = fresh()
  await workspaces.saveFile('counting.typescript', 'client.ts', 'changed')
  const late = workspaces.saveFile('counting.typescript', 'server.ts', 'changed too')
  const workspace = await workspaces.reset('counting.typescript')
  await late
  expect(workspace.files.every(({ text, original }) => text === original)).toBe(true)
})

test('what a crash left unfinished is not taken for a file', async () => {
  const { data, workspaces } = fresh()
  const folder = path.join(data, 'workspaces', 'counting', 'typescript')
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'server.ts.abc.unfinished'), 'half')
  expect((await workspaces.openLesson('counting', 'typescript')).files.map(({ name }) => name)).toEqual(['server.ts', 'client.ts', '_limit.ts'])
})

test('a lesson has its words and its solution', async () => {
  const { id, text, solution } = await fresh().workspaces.lessonText('counting', 'python')
  expect([id, text]).toEqual(['counting', '# Counting\n\nA server and a client count.\n'])
  expect(solution.find(({ name }) => name === '_limit.py')).toEqual({ name: '_limit.py', text: 'limit = 2\n' })
})

test.each([
  [(w: Workspaces) => w.openLesson('nothing', 'python'), "there is no lesson 'nothing'"],
  [(w: Workspaces) => w.open('counting'), "there is no workspace 'counting'"],
  [(w: Workspaces) => w.open('counting.ruby'), "there is no workspace 'counting.ruby'"],
  [(w: Workspaces) => w.open('../../etc.python'), "there is no lesson '../../etc'"],
  [(w: Workspaces) => w.saveFile('counting.python', 'other.py', ''), 'counting.python has no file other.py; it has server.py, client.py, _limit.py'],
])('what is not there is refused: %s', async (act, message) => {
  await expect(act(fresh().workspaces)).rejects.toThrow(new Error(message))
})

test('a lesson whose folder lacks a file that it shows says which', async () => {
  const lacking = { ...counting, files: ['server', 'client', 'garden'] }
  const workspaces = new Workspaces(temporaryFolder(), lessonFolder, [lacking])
  await expect(workspaces.openLesson('counting', 'python')).rejects.toThrow(
    new Error('lesson counting: expected python/start/garden.py, found _limit.py, client.py, server.py'),
  )
})
