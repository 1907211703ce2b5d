/** The texts of the open workspace as they are on screen, and their way to the disk. */
import type { Workspace } from '../contract/host.ts'
import { signal } from '@preact/signals'
import { hasHost, theHost, words } from './link.ts'
import * as store from './store.ts'

const SAVE_AFTER_MS = 300
const texts = new Map<string, string>()
const timers = new Map<string, ReturnType<typeof setTimeout>>()
const saves = new Set<Promise<void>>()

/** Counts up when texts were replaced from outside the editor: another workspace, a reset, an undo. */
export const replaced = signal(0)

/** Takes a workspace's texts as they were read. */
export function openFiles(workspace: Workspace): void {
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  texts.clear()
  for (const file of workspace.files) texts.set(file.name, file.text)
  store.unsaved.value = new Set()
  onDisk.value = contested(workspace)
  replaced.value++
}

/** Files of the open workspace that another program has changed on disk: what it has there, null where it is gone. */
export const onDisk = signal<ReadonlyMap<string, string | null>>(new Map())

function contested(workspace: Workspace): Map<string, string | null> {
  return new Map(workspace.files.flatMap(({ name, onDisk: text }) => (text === undefined ? [] : [[name, text] as const])))
}

/** Files were added, renamed or removed. Texts of those that stay are the page's own. */
export function changeFiles(workspace: Workspace): void {
  const names = new Set(workspace.files.map((file) => file.name))
  for (const name of [...texts.keys()]) {
    if (names.has(name)) continue
    clearTimeout(timers.get(name))
    timers.delete(name)
    texts.delete(name)
    markUnsaved(name, false)
  }
  for (const { name, text } of workspace.files) if (!texts.has(name)) texts.set(name, text)
  onDisk.value = new Map([...onDisk.peek()].filter(([name]) => names.has(name)))
  replaced.value++
}

/** Another program has changed a file, or the person has chosen: then there is no text. */
export function noteOnDisk(file: string, text: string | null | undefined): void {
  const next = new Map(onDisk.peek())
  if (text === undefined) next.delete(file)
  else next.set(file, text)
  onDisk.value = next
}

export function textOf(file: string): string {
  return texts.get(file) ?? ''
}

export function allTexts(): ReadonlyMap<string, string> {
  return texts
}

/** Texts that are not on disk. */
export function unsavedTexts(): ReadonlyMap<string, string> {
  return new Map([...store.unsaved.peek()].map((file) => [file, textOf(file)]))
}

/** Takes an edit: it is on disk a moment later. */
export function editFile(file: string, text: string): void {
  if (texts.get(file) === text) return
  texts.set(file, text)
  markUnsaved(file, true)
  clearTimeout(timers.get(file))
  timers.set(
    file,
    setTimeout(() => save(file), SAVE_AFTER_MS),
  )
}

/** Puts texts in place of those on screen, as one edit: what Undo of a reset does. */
export function replaceTexts(next: ReadonlyMap<string, string>): void {
  const changed = [...next].filter(([file, text]) => texts.has(file) && texts.get(file) !== text)
  for (const [file, text] of changed) editFile(file, text)
  if (changed.length > 0) replaced.value++
}

function markUnsaved(file: string, unsaved: boolean): void {
  const before = store.unsaved.peek()
  if (before.has(file) === unsaved) return
  const next = new Set(before)
  if (unsaved) next.add(file)
  else next.delete(file)
  store.unsaved.value = next
}

function save(file: string): void {
  timers.delete(file)
  const workspace = store.workspace.peek()
  const text = texts.get(file)
  if (!workspace || workspace.kind === 'recording' || text === undefined || !hasHost()) return
  const saved = theHost()
    .saveFile({ workspace: workspace.id, file, text })
    .then(
      () => {
        if (texts.get(file) === text) markUnsaved(file, false)
      },
      (error: unknown) => {
        store.trouble.value = `${file} could not be saved. ${words(error)}`
      },
    )
  saves.add(saved)
  void saved.finally(() => saves.delete(saved))
}

/** Saves what waits, and answers when all of it is on disk or has been said not to be. */
export async function flushEdits(): Promise<void> {
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  await Promise.all(saves)
  for (const file of store.unsaved.peek()) save(file)
  await Promise.all(saves)
}
