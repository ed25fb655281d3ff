import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPage, type HtmlPage } from '../../../src/codec/html/page.ts';
import { Page } from '../../../src/evidence/kinds/web/response.ts';

const URL_OF_PAGE = 'https://site.test/dir/page?q=1';

function read(html: string, type = 'text/html; charset=utf-8', complete = true): HtmlPage {
  const bytes = new TextEncoder().encode(html);
  const page = readPage(bytes, [['Content-Type', type]], new URL(URL_OF_PAGE), complete);
  Page.parse(page);
  return page;
}

/** What is loaded, as `element attribute: path`. */
const loads = (html: string): string[] =>
  read(html).resources.map(
    ({ by, url }) => `${by}: ${url?.replace('https://site.test/', '/') ?? 'null'}`,
  );

// The inputs on which HTML parsers differ.
test.each<[string, string[]]>([
  ['<textarea><script src=A></script></textarea><script src=B></script>', ['B']],
  ['<title><script src=A></script></title><script src=B></script>', ['B']],
  ['<style><script src=A></script></style><script src=B></script>', ['B']],
  ['<iframe><script src=A></script></iframe><script src=B></script>', ['B']],
  ['<xmp><script src=A></script></xmp>', []],
  ['<!--><script src=A></script>--><script src=B></script>', ['A', 'B']],
  ['<!-- --!><script src=A></script>', ['A']],
  ['<head><noscript><script src=A></script></noscript><script src=B></script>', ['B']],
  ['<template><script src=A></script></template>', []],
  ['<svg><script href=A /></svg><script src=B></script>', ['A', 'B']],
  ['<script src=A src=B></script>', ['A']],
  [
    '<script><!--<script></script><script src=A></script>--></script><script src=B></script>',
    ['B'],
  ],
  ['<![CDATA[<script src=A></script>]]><script src=B></script>', ['B']],
])('%s loads the scripts %j', (html, scripts) => {
  expect(read(html).resources.map(({ url }) => url?.split('/').at(-1))).toEqual(scripts);
});

// HTML Standard, "prepare the script element", and the elements that fetch. Chromium 156 asks for the
// same, save that of alternatives (srcset, video sources) it takes one, and icons of the top page alone.
test.each<[string, string[]]>([
  ['<script src=a></script>', ['script src: /dir/a']],
  ['<script src="/a?x#y"></script>', ['script src: /a?x#y']],
  ['<script src=""></script>', []],
  ['<script src="https://["></script>', ['script src: null']],
  ['<script type=text/template src=a></script>', []],
  ['<script type=MODULE src=a></script>', ['script type=module src: /dir/a']],
  ['<script type=importmap src=a></script>', []],
  ['<script nomodule src=a></script>', []],
  ['<script nomodule type=module src=a></script>', ['script type=module src: /dir/a']],
  ['<script type=" text/JavaScript " src=a></script>', ['script src: /dir/a']],
  ['<script type="text/javascript; charset=utf-8" src=a></script>', []],
  ['<script language=JavaScript1.5 src=a></script>', ['script src: /dir/a']],
  ['<script language=vbscript src=a></script>', []],
  ['<svg><script xlink:href=a></script></svg>', ['script href: /dir/a']],
  ['<svg><script src=a>1</script></svg>', []],
  ['<math><script src=a></script></math>', []],
  ['<link rel=stylesheet href=a>', ['link rel=stylesheet: /dir/a']],
  ['<body><link rel="next StyleSheet" href=a>', ['link rel=stylesheet: /dir/a']],
  ['<link rel=stylesheet href=a disabled>', []],
  ['<link rel=stylesheet type="text/CSS;charset=x" href=a>', ['link rel=stylesheet: /dir/a']],
  ['<link rel=stylesheet type=text/less href=a>', []],
  ['<link rel=stylesheet href="">', []],
  ['<link rel=preload as=Script href=a>', ['link rel=preload as=script: /dir/a']],
  ['<link rel=preload as=style href=a>', ['link rel=preload as=style: /dir/a']],
  ['<link rel=preload as=nonsense href=a>', []],
  ['<link rel=preload as=constructor href=a>', []],
  ['<link rel=constructor href=a>', []],
  ['<link rel=modulepreload href=a>', ['link rel=modulepreload: /dir/a']],
  ['<link rel="shortcut icon" href=a>', ['link rel=icon: /dir/a']],
  ['<link rel=prefetch href=a>', ['link rel=prefetch: /dir/a']],
  ['<link rel=preconnect href=a><link rel=dns-prefetch href=b>', []],
  ['<img src=a srcset=" , b 1x, c 2x">', ['img src: /dir/a', 'img srcset: /dir/b']],
  ['<picture><source srcset="b, c"></picture>', ['source srcset: /dir/b']],
  [
    '<video src=a poster=b><source src=c><track src=d></video>',
    ['video src: /dir/a', 'video poster: /dir/b', 'source src: /dir/c', 'track src: /dir/d'],
  ],
  ['<embed src=a><object data=b></object>', ['embed src: /dir/a', 'object data: /dir/b']],
  ['<iframe src=a></iframe>', ['iframe src: /dir/a']],
  ['<iframe src=a srcdoc="<script src=b></script>"></iframe>', []],
  ['<frameset><frame src=a></frameset>', ['frame src: /dir/a']],
  ['<input type=image src=a><input src=b>', ['input src: /dir/a']],
  ['<svg><image xlink:href=a href=b /></svg>', ['image href: /dir/b']],
  ['<image src=a>', ['img src: /dir/a']],
  ['<a href=a><constructor src=a><toString src=b>', []],
  ['<table><script src=a></script><img src=b></table>', ['img src: /dir/b', 'script src: /dir/a']],
])('%s loads %j', (html, expected) => {
  expect(loads(html)).toEqual(expected);
});

describe('the base', () => {
  test.each([
    ['<base href=/b/><script src=a></script>', '/b/a'],
    ['<script src=a></script><base href=/b/>', '/dir/a'],
    ['<base target=x><base href=/b/><base href=/c/><script src=a></script>', '/b/a'],
    ['<base href="https://["><base href=/c/><script src=a></script>', '/dir/a'],
    ['<base href="data:,x"><script src=a></script>', '/dir/a'],
    ['<template><base href=/b/></template><script src=a></script>', '/dir/a'],
  ])('%s', (html, path) => {
    expect(loads(html)).toEqual([`script src: ${path}`]);
  });

  test('what is followed later sees a base that comes later', () => {
    const page = read('<form action=x></form><link rel=canonical href=c><base href=/b/>');
    expect(page.forms[0]?.action).toBe('https://site.test/b/x');
    expect(page.canonical).toBe('https://site.test/b/c');
  });

  test('one that is too long to follow leaves the page incomplete', () => {
    const page = read(`<base href="/${'b'.repeat(3000)}/"><script src=a></script>`);
    expect(page.complete).toBe(false);
  });
});

test('integrity is kept as written, and modules are fetched with CORS', () => {
  const [one, two, three] = read(
    '<script src=a integrity=" sha256-x " crossorigin></script><script src=b></script><script type=module src=c></script>',
  ).resources;
  expect(one).toMatchObject({ integrity: ' sha256-x ', crossorigin: true });
  expect(two).toMatchObject({ integrity: null, crossorigin: false });
  expect(three).toMatchObject({ crossorigin: true });
});

test('of data only the media type is kept, and secrets in URLs are shortened', () => {
  expect(loads('<img src="data:image/png;base64,AAAA"><img src="data:,x">')).toEqual([
    'img src: data:image/png',
    'img src: data:',
  ]);
  expect(loads('<script src="a?token=0123456789"></script>')).toEqual([
    'script src: /dir/a?token=[10 characters]',
  ]);
});

// HTML Standard, "prepare the script element": what runs, or steers what runs. Chromium 156 reports as
// many to a policy without script sources.
test.each([
  ['<script>1</script>', 1],
  ['<script></script>', 0],
  ['<script> </script>', 1],
  ['<script type="">1</script>', 1],
  ['<script type="text/javascript" nonce=x>1</script>', 1],
  ['<script type=module>1</script>', 1],
  ['<script type=importmap>{}</script>', 1],
  ['<script type=speculationrules>{}</script>', 1],
  ['<script type="application/ld+json">{}</script>', 0],
  ['<script type="text/x-template">x</script>', 0],
  ['<script type="text/javascript;v=1">1</script>', 0],
  ['<script nomodule>1</script>', 0],
  ['<script src=a>1</script>', 0],
  ['<script src="">1</script>', 0],
  ['<noscript><script>1</script></noscript>', 0],
  ['<template><script>1</script></template>', 0],
  ['<svg><script>1</script></svg>', 1],
  ['<svg><script src=a>1</script></svg>', 1],
  ['<math><script>1</script></math>', 0],
])('%s has %i inline scripts', (html, scripts) => {
  expect(read(html).inline.scripts).toBe(scripts);
});

test('counts what else is written in the page', () => {
  const page = read(`
    <body onload=a() ONCLICK="b()" one=1 online=x onmadeup=1 >
    <script nonce=x>1</script><script nonce="">2</script>
    <a href="javascript:1">1</a><a href=" java&#10;script:2">2</a><a href=3>3</a>
    <svg><a xlink:href="javascript:4" /></svg>
    <form action="javascript:5"></form><iframe src="javascript:6"></iframe>
    <style>x</style><style></style><svg><style>y</style></svg><p style=z>`);
  expect(page.inline).toEqual({
    scripts: 2,
    nonced: 1,
    handlers: 2,
    javascriptLinks: 5,
    styles: 2,
    styleAttributes: 1,
  });
  expect(page.resources).toEqual([]);
});

describe('forms', () => {
  const forms = (html: string): HtmlPage['forms'] => read(html).forms;
  const PLAIN = { action: URL_OF_PAGE, method: 'GET', password: false, secretFields: [] };

  test.each<[string, Partial<HtmlPage['forms'][number]>]>([
    ['<form>', {}],
    ['<base href=/b/><form action="">', {}],
    ['<form action=x method=pOsT>', { action: 'https://site.test/dir/x', method: 'POST' }],
    ['<form method=put>', {}],
    ['<form method=dialog>', { method: 'DIALOG' }],
    ['<form action="http://[">', { action: null }],
    ['<form action="http://other.test/">', { action: 'http://other.test/' }],
    ['<form><input type=PASSWORD>', { password: true }],
    ['<form></form><input type=password>', {}],
    ['<form id=f></form><input form=f type=password>', { password: true }],
    ['<form><input form=none type=password>', {}],
    ['<p id=f></p><form id=f></form><input form=f type=password>', {}],
    ['<table><form><tr><td><input type=password></table>', { password: true }],
    ['<form><div></form><input type=password></div>', { password: true }],
    ['<form><template><input type=password></template></form>', {}],
    ['<form><input type=hidden name=csrf_token value=s>', { secretFields: ['csrf_token'] }],
    [
      '<form><input type=hidden name=__RequestVerificationToken>',
      { secretFields: ['__RequestVerificationToken'] },
    ],
    ['<form><input name=csrf_token>', {}],
    ['<form><input type=hidden name=page>', {}],
    ['<form><button formaction=x type=button>', {}],
    ['<form><form action=x>', {}],
  ])('%s', (html, expected) => {
    expect(forms(html)).toEqual([{ ...PLAIN, ...expected }]);
  });

  test('a button may send the form elsewhere', () => {
    const html =
      '<form method=post><input type=password><button formaction=a></button><input type=submit formaction=b formmethod=get>';
    expect(forms(html)).toEqual([
      { ...PLAIN, method: 'POST', password: true },
      { ...PLAIN, method: 'POST', password: true, action: 'https://site.test/dir/a' },
      { ...PLAIN, method: 'GET', password: true, action: 'https://site.test/dir/b' },
    ]);
  });
});

test('meta elements say whether they are in the head', () => {
  const page = read(`
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'">
    <meta http-equiv=Refresh content="0; url=https://x/?token=abc">
    <meta http-equiv=x><meta name=Generator content="Thing 1.2"><meta name=referrer content=origin>
    <meta name=description content=d><meta name=CSRF-Token content=S3CRET><meta name=csrf-param content=p>
    <body><meta http-equiv="content-security-policy" content="script-src *">`);
  expect(page.httpEquiv).toEqual([
    { name: 'content-security-policy', content: "default-src 'none'", inHead: true },
    { name: 'refresh', content: '0; url=https://x/?token=[3 characters]', inHead: true },
    { name: 'content-security-policy', content: 'script-src *', inHead: false },
  ]);
  expect(page.named).toEqual([
    { name: 'generator', content: 'Thing 1.2' },
    { name: 'referrer', content: 'origin' },
    { name: 'csrf-token', content: '' },
  ]);
});

test('title, canonical and links', () => {
  const page = read(`
    <title>\n A  title </title><title>B</title><svg><title>C</title></svg>
    <link rel="x canonical" href="/c?token=abc"><link rel=canonical href=/d>
    <a href=/1?a=b#c>1</a><a href=/1>1</a><a href=https://other.test/2>2</a><a href=http://site.test/3>3</a>
    <area href=4><a href=mailto:a@b>5</a><a>6</a>`);
  expect(page.title).toBe('A title');
  expect(page.canonical).toBe('https://site.test/c?token=[3 characters]');
  expect(page.links).toEqual(['/1', '/dir/4']);
  expect(read('<svg><title>C</title></svg>').title).toBeNull();
  const many = Array.from({ length: 30 }, (_, index) => `<a href=/${index}>`).join('');
  expect(read(many).links).toHaveLength(20);
});

describe('a page is complete', () => {
  test('unless its body was cut, or it is XML, which is not parsed as such', () => {
    expect(read('<p>').complete).toBe(true);
    expect(read('<p>', 'text/html', false).complete).toBe(false);
    expect(read('<p>', 'application/xhtml+xml').complete).toBe(false);
  });

  test.each([
    ['entries', '<img src=a>'.repeat(2001)],
    ['elements', '<br>'.repeat(100_001)],
    ['characters', ' '.repeat(1024 * 1024 + 1)],
    ['attributes', `<p ${Array.from({ length: 70 }, (_, i) => `a${i}`).join(' ')}>`.repeat(4500)],
    ['characters in a policy', `<meta http-equiv=a content="${'x'.repeat(20_000)}">`],
  ])('unless it has too many %s', (_, html) => {
    const page = read(html);
    expect(page.complete).toBe(false);
    expect(page.resources.length).toBeLessThanOrEqual(2000);
  });

  test('with as many as are read', () => {
    const page = read('<img src=a>'.repeat(2000));
    expect(page.complete).toBe(true);
    expect(page.resources).toHaveLength(2000);
  });

  test('formatting elements that are never closed do not fill the memory', () => {
    const open = Array.from({ length: 900 }, (_, index) => `<b id=${index}>`).join('');
    expect(read(`<script src=a></script><p>${open}${'<p>x'.repeat(200_000)}`)).toMatchObject({
      complete: false,
      resources: [{ url: 'https://site.test/dir/a' }],
    });
  });

  test('however deep it is', () => {
    const page = read(`${'<div>'.repeat(90_000)}<script src=a></script>`);
    expect(page.complete).toBe(true);
    expect(page.resources).toHaveLength(1);
  });
});

test('takes any bytes', () => {
  const piece = fc.constantFrom(
    ...['<', '</', '>', '"', "'", '=', ' ', '<!--', '-->', '<script', '<form', '<base href=', '<p'],
    ...[
      '<table>',
      '<template>',
      '<svg>',
      '<link rel=icon href=',
      '<meta http-equiv=',
      '&amp',
      '\0',
    ],
  );
  const html = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 60 });
  fc.assert(
    fc.property(html, (pieces) => {
      read(pieces.join(''));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      Page.parse(readPage(bytes, [], new URL(URL_OF_PAGE), true));
    }),
  );
});
