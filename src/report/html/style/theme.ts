/** Colours, light and dark. Text on each ground has a contrast of 4.5 to 1 or more. */
export const THEME_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f6f4; --card: #ffffff; --ink: #1a1e24; --soft: #57606b; --line: #e3e2dd; --link: #1f5c9e;
  --on-tone: #ffffff; --track: #e7e6e1; --code: #f4f3ef;
  --good: #1f7a4d; --good-ink: #17613c; --good-pale: #e3f2ea;
  --fair: #94610a; --fair-ink: #774c05; --fair-pale: #faefd9;
  --bad: #b8322a; --bad-ink: #9b261f; --bad-pale: #fbe7e4;
  --open: #5b4fa3; --open-ink: #4a3f8f; --open-pale: #ebe8f8;
  --quiet: #58606a; --quiet-ink: #4a515a; --quiet-pale: #eeece7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121519; --card: #1a1e23; --ink: #e8e8e4; --soft: #a3acb6; --line: #2d333a; --link: #8fbcec;
    --on-tone: #13161a; --track: #2c3239; --code: #13171b;
    --good: #5cc08d; --good-ink: #84d5aa; --good-pale: #17332a;
    --fair: #e0b04f; --fair-ink: #e9c577; --fair-pale: #382d14;
    --bad: #ef8177; --bad-ink: #f59f97; --bad-pale: #43211e;
    --open: #a89df0; --open-ink: #bdb5f6; --open-pale: #2a264a;
    --quiet: #a5adb7; --quiet-ink: #b8bfc8; --quiet-pale: #2a2f36;
  }
}
.good { --tone: var(--good); --tone-ink: var(--good-ink); --tone-pale: var(--good-pale); }
.fair { --tone: var(--fair); --tone-ink: var(--fair-ink); --tone-pale: var(--fair-pale); }
.bad { --tone: var(--bad); --tone-ink: var(--bad-ink); --tone-pale: var(--bad-pale); }
.open { --tone: var(--open); --tone-ink: var(--open-ink); --tone-pale: var(--open-pale); }
.quiet { --tone: var(--quiet); --tone-ink: var(--quiet-ink); --tone-pale: var(--quiet-pale); }
.inked { color: var(--tone-ink); }
`;
