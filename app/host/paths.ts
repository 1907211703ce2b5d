/**
 * Where things are: the built parts of the app, and the person's own data. Nothing else in the host knows a place;
 * both are handed in, so that tests run in folders of their own.
 */
import { homedir } from 'node:os'
import path from 'node:path'

/** Built parts that runs need. All are folders but `keeper`, a program. */
export interface Parts {
  /** The engine as a package: `package.json`, ESM, types. Programs find it as `multiprocessing`. */
  readonly engine: string
  /** `<lesson>/text.md`, `<lesson>/{typescript,python}/{start,solution}/*`. */
  readonly lessons: string
  /** Put in front of PYTHONPATH: the trace shim. */
  readonly cpython: string
  /** The page and its assets. */
  readonly renderer: string
  /** `keeper-main` as one file. */
  readonly keeper: string
}

/**
 * The parts in a `dist` folder. Programs run outside the app's archive, so an archive's parts are taken from where
 * they were unpacked beside it. The page is in the archive, also for who lies beside it: the command line.
 * @param dist e.g. found from `import.meta.url` of a bundle in `dist/cli`
 */
export function partsIn(dist: string): Parts {
  const outside = besideArchive(dist)
  const inside = dist.replace(/app\.asar\.unpacked(?=$|[\\/])/, 'app.asar')
  return {
    engine: path.join(outside, 'engine'),
    lessons: path.join(outside, 'lessons'),
    cpython: path.join(outside, 'cpython'),
    renderer: path.join(inside, 'renderer'),
    keeper: path.join(outside, 'host', 'keeper.js'),
  }
}

/** Where a place in the app's archive is as a file or folder, so that the system can start or load it. Others stay. */
export function besideArchive(place: string): string {
  return place.replace(/(?<=^|[\\/])app\.asar(?=$|[\\/])/, 'app.asar.unpacked')
}

/** What decides where data goes. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: string
  readonly home: string
}

/**
 * The folder for what a person keeps: workspaces, progress, settings. `MANAGERIE_HOME` if set; else
 * `%APPDATA%\Managerie`, `~/Library/Application Support/Managerie`, or `$XDG_DATA_HOME/managerie` (`~/.local/share`).
 */
export function dataFolder(from: Surroundings = { env: process.env, platform: process.platform, home: homedir() }): string {
  const { env, platform, home } = from
  if (env['MANAGERIE_HOME']) return path.resolve(env['MANAGERIE_HOME'])
  switch (platform) {
    case 'win32':
      return path.join(env['APPDATA'] || path.join(home, 'AppData', 'Roaming'), 'Managerie')
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'Managerie')
    default: {
      // The XDG convention: a relative path there is to be ignored.
      const set = env['XDG_DATA_HOME']
      return path.join(set && path.isAbsolute(set) ? set : path.join(home, '.local', 'share'), 'managerie')
    }
  }
}
