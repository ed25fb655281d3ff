import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** JSSE with nothing disabled: `serve PORT STORE`, or `offer PORT each|PATTERN PROTOCOL…`. */
public class Jsse {
  public static void main(String[] args) throws Exception {
    for (String kind : new String[] {"tls.disabledAlgorithms", "certpath.disabledAlgorithms", "tls.legacyAlgorithms"}) {
      Security.setProperty("jdk." + kind, "");
    }
    if (args[0].equals("serve")) serve(Integer.parseInt(args[1]), args[2]);
    else offer(Integer.parseInt(args[1]), args[2], List.of(args).subList(3, args.length));
  }

  private static void serve(int port, String store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (FileInputStream file = new FileInputStream(store)) {
      keys.load(file, "changeit".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(port, 100, loopback);
    server.setEnabledCipherSuites(server.getSupportedCipherSuites());
    server.setEnabledProtocols(
        new String[] {"SSLv2Hello", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"});
    ExecutorService pool = Executors.newCachedThreadPool();
    while (true) {
      Socket socket = server.accept();
      pool.execute(() -> answer(socket));
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      socket.setSoTimeout(5000);
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = reader.readLine();
      while (line != null && !line.isEmpty()) line = reader.readLine();
      OutputStream out = socket.getOutputStream();
      out.write("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (Exception error) {
      // The client did not want to go on.
    }
  }

  /** Offers each suite alone, or all that a pattern matches together, in each protocol. */
  private static void offer(int port, String mode, List<String> protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    String[] suites = context.getSupportedSSLParameters().getCipherSuites();
    for (String protocol : protocols) {
      if (mode.equals("each")) {
        for (String suite : suites) offer(context, port, protocol, suite);
      } else {
        String[] matching = Stream.of(suites).filter(s -> s.matches(mode)).toArray(String[]::new);
        offer(context, port, protocol, matching);
      }
    }
  }

  private static void offer(SSLContext context, int port, String protocol, String... suites) {
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(3000);
      socket.setEnabledProtocols(new String[] {protocol});
      socket.setEnabledCipherSuites(suites);
      socket.startHandshake();
    } catch (Exception error) {
      // Refused: the relay has seen what there was to see.
    }
  }

  private static class TrustAll implements X509TrustManager {
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
