/** Monaco's theme from the tokens: nearly monochrome, or with full colour where the setting says so. */
import { token } from '../theme/theme.ts'
import { settings, theme } from '../store.ts'
import { monaco } from './monaco.ts'

const NAME = 'managerie'

const SYMBOLS =
  'array boolean class color constant constructor enumerator enumeratorMember event field file folder function interface key keyword method module namespace null number object operator package property reference snippet string struct text typeParameter unit variable'.split(
    ' ',
  )

/** `#fff` → `#ffffff`: Monaco wants six or eight digits. */
function six(colour: string): string {
  return /^#[0-9a-f]{3}$/i.test(colour) ? `#${[...colour.slice(1)].map((digit) => digit + digit).join('')}` : colour
}

function colour(name: `--${string}`): string {
  return six(token(name))
}

/** Takes the tokens of the theme in force. Reads the theme and the setting, so call it in an effect. */
export function applyColours(): void {
  const dark = theme.value !== 'light'
  const plain = (name: `--${string}`) => colour(name).slice(1)
  const ink = plain('--ink')
  const quiet: monaco.editor.ITokenThemeRule[] = [
    { token: '', foreground: ink },
    { token: 'keyword', foreground: plain('--kw') },
    { token: 'string', foreground: plain('--str') },
    { token: 'number', foreground: plain('--str') },
    { token: 'regexp', foreground: plain('--str') },
    { token: 'comment', foreground: plain('--com'), fontStyle: 'italic' },
    { token: 'type', foreground: ink },
    { token: 'tag', foreground: ink },
    { token: 'delimiter', foreground: ink },
    { token: 'identifier', foreground: ink },
  ]
  const clear = '#00000000'
  // Kinds of completions are told by their drawing.
  const symbols = Object.fromEntries(SYMBOLS.map((kind) => [`symbolIcon.${kind}Foreground`, colour('--ink-2')]))
  monaco.editor.defineTheme(NAME, {
    base: theme.value === 'contrast' ? 'hc-black' : dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: settings.value.fullColour ? [{ token: 'comment', foreground: plain('--com'), fontStyle: 'italic' }] : quiet,
    colors: {
      ...symbols,
      'editor.background': colour('--surface'),
      'editor.foreground': colour('--ink'),
      'editorLineNumber.foreground': colour('--ink-3'),
      'editorLineNumber.activeForeground': colour('--ink'),
      'editor.lineHighlightBackground': colour('--hover'),
      'editor.lineHighlightBorder': clear,
      'editor.selectionBackground': colour(dark ? '--line-2' : '--selected'),
      'editor.inactiveSelectionBackground': colour('--selected'),
      'editor.selectionHighlightBackground': colour('--selected'),
      'editor.hoverHighlightBackground': colour('--selected'),
      'editor.findMatchBackground': colour('--honey-tint'),
      'editor.findMatchBorder': colour('--honey-glyph'),
      'editor.findMatchHighlightBackground': colour('--selected'),
      'editorCursor.foreground': colour('--ink'),
      'editorWhitespace.foreground': colour('--line-2'),
      'editorIndentGuide.background1': colour('--line'),
      'editorIndentGuide.activeBackground1': colour('--line-2'),
      'editorBracketMatch.background': colour('--selected'),
      'editorBracketMatch.border': colour('--line-2'),
      'editorError.foreground': colour('--error'),
      'editorWarning.foreground': colour('--honey-glyph'),
      'editorInfo.foreground': colour('--ink-3'),
      'editorWidget.background': colour('--raised'),
      'editorWidget.border': colour('--line-2'),
      'editorWidget.foreground': colour('--ink'),
      'editorHoverWidget.background': colour('--raised'),
      'editorHoverWidget.border': colour('--line-2'),
      'editorSuggestWidget.background': colour('--raised'),
      'editorSuggestWidget.border': colour('--line-2'),
      'editorSuggestWidget.foreground': colour('--ink'),
      'editorSuggestWidget.selectedBackground': colour('--selected'),
      'editorSuggestWidget.selectedForeground': colour('--ink'),
      'editorSuggestWidget.selectedIconForeground': colour('--ink-2'),
      'editorSuggestWidget.highlightForeground': colour('--kw'),
      'editorSuggestWidget.focusHighlightForeground': colour('--kw'),
      'diffEditor.insertedTextBackground': clear,
      'diffEditor.removedTextBackground': clear,
      'diffEditor.insertedLineBackground': colour('--pass-tint'),
      'diffEditor.removedLineBackground': colour('--error-tint'),
      'diffEditorGutter.insertedLineBackground': clear,
      'diffEditorGutter.removedLineBackground': clear,
      'diffEditor.unchangedRegionBackground': colour('--sunken'),
      'diffEditor.unchangedRegionForeground': colour('--ink-3'),
      'editorGutter.background': colour('--surface'),
      'list.hoverBackground': colour('--hover'),
      'list.activeSelectionBackground': colour('--selected'),
      'list.activeSelectionForeground': colour('--ink'),
      'list.focusBackground': colour('--selected'),
      'list.highlightForeground': colour('--kw'),
      'input.background': colour('--surface'),
      'input.border': colour('--line-2'),
      'input.foreground': colour('--ink'),
      'inputOption.activeBackground': colour('--selected'),
      'inputOption.activeBorder': colour('--ink'),
      'menu.background': colour('--raised'),
      'menu.foreground': colour('--ink'),
      'menu.selectionBackground': colour('--selected'),
      'menu.selectionForeground': colour('--ink'),
      'menu.border': colour('--line-2'),
      'menu.separatorBackground': colour('--line'),
      'textLink.foreground': colour('--ink'),
      'textLink.activeForeground': colour('--ink'),
      'editorLink.activeForeground': colour('--ink'),
      'progressBar.background': colour('--ink'),
      'peekView.border': colour('--line-strong'),
      'peekViewEditor.background': colour('--sunken'),
      'peekViewResult.background': colour('--sunken'),
      'peekViewTitle.background': colour('--raised'),
      focusBorder: colour('--ink'),
      foreground: colour('--ink'),
      'widget.shadow': clear,
      'scrollbar.shadow': clear,
      'scrollbarSlider.background': `${colour('--line-strong')}55`,
      'scrollbarSlider.hoverBackground': `${colour('--line-strong')}88`,
      'scrollbarSlider.activeBackground': `${colour('--line-strong')}aa`,
    },
  })
  monaco.editor.setTheme(NAME)
}
