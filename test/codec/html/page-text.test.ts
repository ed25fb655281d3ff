import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageText } from '../../../src/codec/html/page-text.ts';

const linesOf = (html: string): string[] => pageText(html).text.split('\n\n');

test.each([
  ['<p>All data<br>is encrypted</p>', ['All data', 'is encrypted']],
  ['<p>TLS <b>1.2</b> only</p>', ['TLS 1.2 only']],
  ['<p>DNS<b>SEC</b></p>', ['DNSSEC']],
  ['<p> a \n\t b </p>', ['a b']],
  ['<p>a</p><p>b', ['a', 'b']],
  ['<ul><li>SPF<li>DKIM</ul>', ['• SPF', '• DKIM']],
  ['<ul><li><b>SPF</b> and<p>more<li></ul>a', ['• SPF and', 'more', 'a']],
  ['<ul><li><p>SPF</ul>', ['• SPF']],
  ['<table><tr><td>a<td>b</table>', ['a', 'b']],
  ['<h2>Security</h2>We encrypt', ['Security', 'We encrypt']],
  ['a<div>b<div>c</div>d</div>e', ['a', 'b', 'c', 'd', 'e']],
  ['AT&amp;T &lt;b&gt; &reg;', ['AT&T <b> ®']],
  ['<p>a<!-- b -->c', ['ac']],
  ['<details><summary>More</summary>text</details>', ['More', 'text']],
  ['', ['']],
])('%j reads %j', (html, lines) => {
  expect(linesOf(html)).toEqual(lines);
});

test.each([
  '<nav>b</nav>',
  '<header>b</header>',
  '<footer>b</footer>',
  '<aside>b</aside>',
  '<script>b</script>',
  '<style>b</style>',
  '<template>b</template>',
  '<noscript>b</noscript>',
  '<p hidden>b</p>',
  '<p hidden=until-found>b</p>',
  '<p aria-hidden=true>b</p>',
  '<div role=navigation>b</div>',
  '<div role=" Banner ">b</div>',
  '<p style="color:red; DISPLAY : none !important">b</p>',
  '<p style="visibility:hidden">b</p>',
  '<select><option>b</select>',
  '<button>b</button>',
  '<svg><title>b</title></svg>',
  '<nav><div><p>b</p></div></nav>',
])('leaves out %s', (html) => {
  expect(linesOf(`<p>a</p>${html}<p>c</p>`)).toEqual(['a', 'c']);
});

test.each([
  '<main><header>b</header></main>',
  '<article><footer>b</footer></article>',
  '<section><header><h1>b</h1></header></section>',
  '<p aria-hidden=false>b</p>',
  '<p style="display:block">b</p>',
  '<p style="background:none">b</p>',
  '<div role=main>b</div>',
])('reads %s', (html) => {
  expect(linesOf(`<p>a</p>${html}<p>c</p>`)).toEqual(['a', 'b', 'c']);
});

test('says on which line of the source a text stands', () => {
  const { text, lineAt } = pageText(
    '<html>\n<nav>x</nav>\n<p>one\ntwo <b>three</b>\n<p>four &amp;\nfive',
  );
  expect(text).toBe('one two three\n\nfour & five');
  const lines = ['one', 'two', 'three', 'four', 'five'].map((word) => lineAt(text.indexOf(word)));
  expect(lines).toEqual([3, 4, 4, 5, 6]);
});

test('a page that is too large is cut, and says so', () => {
  expect(pageText('a '.repeat(600_000)).complete).toBe(false);
  expect(pageText('<p>a').complete).toBe(true);
});

test('a page nested without end is read', () => {
  expect(pageText('<div>'.repeat(50_000)).text).toBe('');
});

test('takes any text and makes no line of blanks', () => {
  const piece = fc.constantFrom(
    '<p>',
    '</p>',
    '<b>',
    ' ',
    '\n',
    'a',
    '<nav>',
    '</nav>',
    '<',
    '&',
    '<br>',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { text, lineAt } = pageText(pieces.join(''));
      expect(text).toBe(text.trim());
      expect(text).not.toMatch(/ {2}|\n\n\n|[ ]\n|\n[ ]/);
      expect(lineAt(0)).toBeGreaterThanOrEqual(1);
    }),
  );
});
