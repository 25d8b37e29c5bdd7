// The European Commission's validator for signatures (DSS) over many files in one Java machine.
//
//   java -cp 'LIB/*' Dss.java ANCHORS LISTS FILE...
//
// ANCHORS and LISTS are folders with the certificates to trust and with lists of revoked
// certificates, all DER. Nothing is fetched from a network. Each file is judged twice: by the policy
// that DSS brings (default), and by one that differs from it in this alone, that a document which
// was changed after it was signed fails where the other only warns (strict). One line a signature:
//   file <tab> policy <tab> number <tab> indication <tab> sub-indication <tab> level <tab> errors
//   <tab> warnings
// A file without signatures gives one line with the number 0 and the indication NO_SIGNATURE,
// one that cannot be read one with UNREADABLE.

import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

public class Dss {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private static final String CHANGES =
            "ByteRangeCollision|PdfAnnotationOverlap|PdfVisualDifference|DocMDP|FieldMDP"
                    + "|SigFieldLock|UndefinedChanges";

    public static void main(String[] words) throws IOException {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        for (File file : filesIn(words[0])) {
            anchors.addCertificate(DSSUtils.loadCertificate(file));
        }
        List<InputStream> lists = new ArrayList<>();
        for (File file : filesIn(words[1])) {
            lists.add(new FileInputStream(file));
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(anchors);
        verifier.setCrlSource(new ExternalResourcesCRLSource(lists.toArray(new InputStream[0])));
        verifier.setAIASource(null);
        byte[] policy = SignedDocumentValidator.class
                .getResourceAsStream("/policy/constraint.xml")
                .readAllBytes();
        byte[] strict = new String(policy, StandardCharsets.UTF_8)
                .replaceAll("<(" + CHANGES + ") Level=\"WARN\"", "<$1 Level=\"FAIL\"")
                .getBytes(StandardCharsets.UTF_8);
        for (String path : Arrays.copyOfRange(words, 2, words.length)) {
            judge(path, "default", policy, verifier);
            judge(path, "strict", strict, verifier);
        }
    }

    private static File[] filesIn(String folder) {
        File[] files = new File(folder).listFiles();
        Arrays.sort(files);
        return files;
    }

    private static void judge(
            String path, String name, byte[] policy, CommonCertificateVerifier verifier) {
        SimpleReport report;
        try {
            SignedDocumentValidator validator =
                    SignedDocumentValidator.fromDocument(new FileDocument(path));
            validator.setCertificateVerifier(verifier);
            report = validator
                    .validateDocument(new ByteArrayInputStream(policy))
                    .getSimpleReport();
        } catch (Exception | StackOverflowError error) {
            // Hostile files are part of the set: one must not end the run.
            line(path, name, 0, "UNREADABLE", "", "", String.valueOf(error.getMessage()), "");
            return;
        }
        if (report.getSignatureIdList().isEmpty()) {
            line(path, name, 0, "NO_SIGNATURE", "", "", "", "");
        }
        int number = 0;
        for (String id : report.getSignatureIdList()) {
            number++;
            line(
                    path,
                    name,
                    number,
                    report.getIndication(id).name(),
                    report.getSubIndication(id) == null ? "" : report.getSubIndication(id).name(),
                    String.valueOf(report.getSignatureFormat(id)),
                    joined(report.getAdESValidationErrors(id)),
                    joined(report.getAdESValidationWarnings(id)));
        }
    }

    private static String joined(List<Message> messages) {
        return messages.stream().map(Message::getValue).collect(Collectors.joining(" / "));
    }

    private static void line(String path, String policy, int number, String... parts) {
        String rest = Arrays.stream(parts)
                .map(part -> part.replaceAll("\\s+", " ").strip())
                .collect(Collectors.joining("\t"));
        OUT.println(path + "\t" + policy + "\t" + number + "\t" + rest);
    }
}
