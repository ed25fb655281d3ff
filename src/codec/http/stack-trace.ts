/** As much of a body as is searched. */
const SEARCHED = 64 * 1024;

/**
 * What stands in traces of the common platforms and in errors of their databases, and in no page by
 * chance. White space may be written out, as in JSON; in HTML it may be `&nbsp;`.
 */
const TRACES: readonly RegExp[] = [
  // Java, Kotlin, Scala: at com.example.Shop.pay(Shop.java:12)
  /\bat [\w.$<>/]{3,200}\((?:[\w$-]{1,100}\.(?:java|kt|scala|groovy):\d{1,6}|Native Method|Unknown Source)\)/,
  /\b(?:java|javax|jakarta|kotlin|org\.springframework)\.[a-zA-Z.]{3,100}(?:Exception|Error): /,
  /Traceback \(most recent call last\)/, // Python
  /<title>[\w.]{3,60} at \/[^<]{0,200}<\/title>[^]{0,400}DJANGO|You're seeing this error because you have <code>DEBUG = True/,
  /<b>(?:Fatal error|Warning|Parse error|Notice)<\/b>: {1,2}[^\n]{1,300} in <b>\//, // PHP
  /PHP (?:Fatal error|Parse error|Warning): {1,2}[^\n]{1,300} in \/[^\n]{1,200} on line \d/,
  /Stack trace:\s{0,2}(?:\\n|<br \/>)?\s{0,2}#0 /,
  /\bat (?:async )?[\w.$<>[\] ]{1,100} \((?:file:\/\/)?\/[^()\s]{1,200}\.[cm]?[jt]sx?:\d{1,6}:\d{1,6}\)/, // Node
  /\bat \/[^()\s]{1,200}\.[cm]?[jt]sx?:\d{1,6}:\d{1,6}\b/,
  /\bat [\w.`<>[\]]{3,200}\([^()\n]{0,300}\) in [^\n]{1,200}:line \d{1,6}/, // .NET
  /\[(?:NullReference|SqlException|Http|InvalidOperation|Argument)[\w ]{0,40}(?:Exception)?[^\]\n]{0,40}\]: |Server Error in '\/[^']{0,80}' Application\./,
  /[\w/.-]{1,200}\.rb:\d{1,6}:in ['`]/, // Ruby
  /\bgoroutine \d{1,9} \[[a-z ]{1,40}\]:/, // Go
  /thread '[^'\n]{1,60}' panicked at /, // Rust
  // Databases
  /You have an error in your SQL syntax|SQLSTATE\[\w{1,6}\]|\bORA-\d{5}\b: |Unclosed quotation mark after the character string/,
  /\b(?:SQLITE_ERROR|PG::[A-Z]\w{3,40}|psycopg2?\.errors\.|com\.mysql\.jdbc|MongoServerError|Npgsql\.PostgresException)\b/,
  /Microsoft OLE DB Provider for|ODBC (?:SQL Server )?Driver\]|pg_query\(\): |mysqli?_\w{3,30}\(\): /,
];

/** Whether a body shows the inside of a program that failed. */
export function showsTrace(text: string): boolean {
  const searched = text.slice(0, SEARCHED);
  return TRACES.some((pattern) => pattern.test(searched));
}
