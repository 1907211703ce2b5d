/**
 * Ending a program with everything that it started.
 *
 * Every program gets a process group of its own. A process can leave its group, and a number of a group that is gone
 * can be given out again; so on Linux a program also has a mark in its environment, which its children inherit and
 * which is looked for in `/proc`. Other systems have the group only (macOS), or the tree of parents (Windows).
 */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

/**
 * Environment variable with a process's mark: parts that end in `/`, from the host to the program (`9f2c/3/1/`), so
 * that the beginning of a mark names all programs of a run or a host.
 */
export const MARK_VARIABLE = 'MANAGERIE_MARK'

export interface Tree {
  /** Pid of the program, which leads its group. */
  readonly group: number
  readonly mark: string
}

/** How often a look is taken whether everything is gone, in milliseconds. */
const GLANCE = 25
/** How long killing may take before it is given up; a process that waits for a disk cannot be killed sooner. */
const PATIENCE = 2000

/** Whether any process of the tree runs. */
export function isAlive(tree: Tree): boolean {
  return process.platform === 'linux' ? findMarked(tree.mark).length > 0 : signalGroup(tree.group, 0)
}

/** Sends a signal to the program's group. Use it only while the program runs. @returns whether anybody got it */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    // Windows has no groups, and no signals but the one that ends a process.
    process.kill(process.platform === 'win32' ? group : -group, signal)
    return true
  } catch {
    return false
  }
}

/** Resolves true as soon as the tree is gone, false if it is not after `patience` milliseconds. */
export async function awaitEnd(tree: Tree, patience: number): Promise<boolean> {
  const until = performance.now() + patience
  while (isAlive(tree)) {
    if (performance.now() >= until) return false
    await delay(GLANCE)
  }
  return true
}

/** SIGKILLs everything of the tree until nothing is left of it. */
export async function killTree(tree: Tree): Promise<void> {
  if (process.platform === 'win32') {
    await promisify(execFile)('taskkill', ['/pid', String(tree.group), '/t', '/f'], { windowsHide: true }).catch(() => {})
    return
  }
  const until = performance.now() + PATIENCE
  do {
    killOnce(tree)
    await delay(GLANCE)
  } while (isAlive(tree) && performance.now() < until)
}

/** One round of killing, without waiting. */
export function killOnce(tree: Tree): void {
  if (process.platform === 'linux') {
    // A new child of a process that was just killed is found in the next round.
    for (const pid of findMarked(tree.mark)) kill(pid)
  } else {
    signalGroup(tree.group, 'SIGKILL')
  }
}

/** Linux: pids of the processes whose mark begins with `mark`. What has ended but was not waited for is none. */
export function findMarked(mark: string): number[] {
  const wanted = `${MARK_VARIABLE}=${mark}`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const environ = readFileSync(`/proc/${pid}/environ`, 'latin1')
        return environ.startsWith(wanted) || environ.includes(`\0${wanted}`)
      } catch {
        return false // Ended meanwhile, or somebody else's.
      }
    })
    .map(Number)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It was faster.
  }
}
