/**
 * The icons of the chrome: Codicons, 16 px, or 14 px inside buttons. Frame glyphs are our own, in `traffic/glyphs.tsx`.
 * A new icon is one import and one row.
 */
import add from '@vscode/codicons/src/icons/add.svg?raw'
import folder from '@vscode/codicons/src/icons/folder.svg?raw'
import newFile from '@vscode/codicons/src/icons/new-file.svg?raw'
import archive from '@vscode/codicons/src/icons/archive.svg?raw'
import note from '@vscode/codicons/src/icons/note.svg?raw'
import info from '@vscode/codicons/src/icons/info.svg?raw'
import beaker from '@vscode/codicons/src/icons/beaker.svg?raw'
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg?raw'
import clockface from '@vscode/codicons/src/icons/clockface.svg?raw'
import debugDisconnect from '@vscode/codicons/src/icons/debug-disconnect.svg?raw'
import keyIcon from '@vscode/codicons/src/icons/key.svg?raw'
import stopCircle from '@vscode/codicons/src/icons/stop-circle.svg?raw'
import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg?raw'
import arrowLeft from '@vscode/codicons/src/icons/arrow-left.svg?raw'
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg?raw'
import arrowRight from '@vscode/codicons/src/icons/arrow-right.svg?raw'
import book from '@vscode/codicons/src/icons/book.svg?raw'
import check from '@vscode/codicons/src/icons/check.svg?raw'
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg?raw'
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg?raw'
import chevronUp from '@vscode/codicons/src/icons/chevron-up.svg?raw'
import chipIcon from '@vscode/codicons/src/icons/chip.svg?raw'
import close from '@vscode/codicons/src/icons/close.svg?raw'
import colorMode from '@vscode/codicons/src/icons/color-mode.svg?raw'
import copy from '@vscode/codicons/src/icons/copy.svg?raw'
import database from '@vscode/codicons/src/icons/database.svg?raw'
import debugPause from '@vscode/codicons/src/icons/debug-pause.svg?raw'
import debugRestart from '@vscode/codicons/src/icons/debug-restart.svg?raw'
import debugStepBack from '@vscode/codicons/src/icons/debug-step-back.svg?raw'
import debugStepOver from '@vscode/codicons/src/icons/debug-step-over.svg?raw'
import debugStop from '@vscode/codicons/src/icons/debug-stop.svg?raw'
import diff from '@vscode/codicons/src/icons/diff.svg?raw'
import discard from '@vscode/codicons/src/icons/discard.svg?raw'
import edit from '@vscode/codicons/src/icons/edit.svg?raw'
import ellipsis from '@vscode/codicons/src/icons/ellipsis.svg?raw'
import exportIcon from '@vscode/codicons/src/icons/export.svg?raw'
import eye from '@vscode/codicons/src/icons/eye.svg?raw'
import filter from '@vscode/codicons/src/icons/filter.svg?raw'
import fold from '@vscode/codicons/src/icons/fold.svg?raw'
import goToFile from '@vscode/codicons/src/icons/go-to-file.svg?raw'
import history from '@vscode/codicons/src/icons/history.svg?raw'
import keyboardTab from '@vscode/codicons/src/icons/keyboard-tab.svg?raw'
import layoutPanel from '@vscode/codicons/src/icons/layout-panel.svg?raw'
import layoutSidebarLeft from '@vscode/codicons/src/icons/layout-sidebar-left.svg?raw'
import layoutSidebarLeftOff from '@vscode/codicons/src/icons/layout-sidebar-left-off.svg?raw'
import lightbulb from '@vscode/codicons/src/icons/lightbulb.svg?raw'
import linkExternal from '@vscode/codicons/src/icons/link-external.svg?raw'
import listFlat from '@vscode/codicons/src/icons/list-flat.svg?raw'
import lock from '@vscode/codicons/src/icons/lock.svg?raw'
import play from '@vscode/codicons/src/icons/play.svg?raw'
import plug from '@vscode/codicons/src/icons/plug.svg?raw'
import question from '@vscode/codicons/src/icons/question.svg?raw'
import refresh from '@vscode/codicons/src/icons/refresh.svg?raw'
import save from '@vscode/codicons/src/icons/save.svg?raw'
import screenFull from '@vscode/codicons/src/icons/screen-full.svg?raw'
import screenNormal from '@vscode/codicons/src/icons/screen-normal.svg?raw'
import search from '@vscode/codicons/src/icons/search.svg?raw'
import settingsGear from '@vscode/codicons/src/icons/settings-gear.svg?raw'
import splitHorizontal from '@vscode/codicons/src/icons/split-horizontal.svg?raw'
import splitVertical from '@vscode/codicons/src/icons/split-vertical.svg?raw'
import symbolFile from '@vscode/codicons/src/icons/symbol-file.svg?raw'
import table from '@vscode/codicons/src/icons/table.svg?raw'
import target from '@vscode/codicons/src/icons/target.svg?raw'
import terminal from '@vscode/codicons/src/icons/terminal.svg?raw'
import trash from '@vscode/codicons/src/icons/trash.svg?raw'
import typeHierarchy from '@vscode/codicons/src/icons/type-hierarchy.svg?raw'
import unfold from '@vscode/codicons/src/icons/unfold.svg?raw'
import zoomIn from '@vscode/codicons/src/icons/zoom-in.svg?raw'
import zoomOut from '@vscode/codicons/src/icons/zoom-out.svg?raw'

const sources = {
  beaker,
  'circle-slash': circleSlash,
  clockface,
  'debug-disconnect': debugDisconnect,
  key: keyIcon,
  'stop-circle': stopCircle,
  info,
  note,
  archive,
  'new-file': newFile,
  folder,
  add,
  'arrow-down': arrowDown,
  'arrow-left': arrowLeft,
  'arrow-right': arrowRight,
  'arrow-up': arrowUp,
  book,
  check,
  'chevron-down': chevronDown,
  'chevron-right': chevronRight,
  'chevron-up': chevronUp,
  chip: chipIcon,
  close,
  'color-mode': colorMode,
  copy,
  database,
  'debug-pause': debugPause,
  'debug-restart': debugRestart,
  'debug-step-back': debugStepBack,
  'debug-step-over': debugStepOver,
  'debug-stop': debugStop,
  diff,
  discard,
  edit,
  ellipsis,
  export: exportIcon,
  eye,
  filter,
  fold,
  'go-to-file': goToFile,
  history,
  'keyboard-tab': keyboardTab,
  'layout-panel': layoutPanel,
  'layout-sidebar-left': layoutSidebarLeft,
  'layout-sidebar-left-off': layoutSidebarLeftOff,
  lightbulb,
  'link-external': linkExternal,
  'list-flat': listFlat,
  lock,
  play,
  plug,
  question,
  refresh,
  save,
  'screen-full': screenFull,
  'screen-normal': screenNormal,
  search,
  'settings-gear': settingsGear,
  'split-horizontal': splitHorizontal,
  'split-vertical': splitVertical,
  'symbol-file': symbolFile,
  table,
  target,
  terminal,
  trash,
  'type-hierarchy': typeHierarchy,
  unfold,
  'zoom-in': zoomIn,
  'zoom-out': zoomOut,
} as const

export type IconName = keyof typeof sources

/** Inside of the svg element and its view box, read once from the icon's source. */
const drawings = new Map<IconName, { box: string; inside: string }>()

function drawing(name: IconName): { box: string; inside: string } {
  let found = drawings.get(name)
  if (!found) {
    const source = sources[name]
    const start = source.indexOf('>') + 1
    const box = /viewBox="([^"]+)"/.exec(source)?.[1] ?? '0 0 16 16'
    found = { box, inside: source.slice(start, source.lastIndexOf('</svg>')) }
    drawings.set(name, found)
  }
  return found
}

/** An icon is decoration: the button around it carries the name. */
export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  const { box, inside } = drawing(name)
  return (
    <svg
      class={small ? 'ico i14' : 'ico'}
      viewBox={box}
      aria-hidden="true"
      focusable="false"
      // The markup is a file of the bundle, no data.
      dangerouslySetInnerHTML={{ __html: inside }}
    />
  )
}
