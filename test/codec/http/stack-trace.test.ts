import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showsTrace } from '../../../src/codec/http/stack-trace.ts';

test.each([
  'java.lang.NullPointerException: x\n\tat com.example.Shop.pay(Shop.java:12)\n',
  String.raw`{"trace":"java.lang.IllegalStateException: x\n\tat org.springframework.web.Foo.bar(Foo.java:1038)"}`,
  'at java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)',
  'at sun.reflect.NativeMethodAccessorImpl.invoke0(Native Method)',
  'Traceback (most recent call last):\n  File "/app/a.py", line 3',
  '<br />\n<b>Fatal error</b>:  Uncaught Error: x in <b>/var/www/a.php</b> on line <b>3</b>',
  'PHP Fatal error:  Uncaught Exception: x in /var/www/a.php on line 3',
  'Stack trace:\n#0 /var/www/a.php(12): b()',
  'TypeError: x\n    at Object.handler (/app/src/a.js:12:5)\n    at async run (file:///app/b.mjs:1:2)',
  '<pre>Error: x<br> &nbsp; &nbsp;at /app/routes/index.js:5:9</pre>',
  String.raw`   at Shop.Controllers.Pay.Get(Int32 id) in C:\src\Pay.cs:line 12`,
  "<title>Server Error in '/' Application.</title>",
  "app/models/user.rb:12:in `find'",
  'goroutine 1 [running]:\nmain.main()',
  "thread 'main' panicked at src/main.rs:2:5",
  'You have an error in your SQL syntax; check the manual that corresponds to your MySQL server',
  'SQLSTATE[42S02]: Base table or view not found',
  'ORA-00933: SQL command not properly ended',
  'Unclosed quotation mark after the character string',
  'PG::SyntaxError: ERROR:  syntax error',
])('%j shows the inside', (text) => {
  expect(showsTrace(text)).toBe(true);
});

test.each([
  '',
  '{"error":"unauthorized"}',
  '{"status":500,"error":"Internal Server Error","path":"/v1"}',
  'Meet us at the shop (open 9:30)',
  'We arrived at Java (Indonesia)',
  'Fatal error: something went wrong',
  'Find us at /about/index.html',
  'Errors in your SQL are easy to make',
  'the goroutine runs',
])('%j does not', (text) => {
  expect(showsTrace(text)).toBe(false);
});

test('any text is read, and no run of characters takes long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      expect(typeof showsTrace(text.repeat(500))).toBe('boolean');
    }),
    { numRuns: 50 },
  );
});

test.each(['at ', 'at a.', '/a', ' in ', '<b>Warning</b>: ', '/a.rb', "thread '", 'a('])(
  '%j over and over ends',
  (piece) => {
    expect(showsTrace(piece.repeat(400_000))).toBe(false);
  },
);
