// Stands in for what only Windows has: the drive Cert: and the cmdlets Import-Certificate and Export-Certificate, over
// a folder LocalMachine/STORE/THUMBPRINT.cer. A .key beside it (PKCS#8 PEM) is the private key; a file named "denied" in
// a store's folder refuses changes, as without elevation.
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Provider;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Chainmail.StandIn
{
    public static class Machine
    {
        public static string Root = "";
        /// PowerShell 7 on Windows hands live certificates to the PKI cmdlets in another process, where they are none.
        public static bool ExportLosesCertificates;

        public static string[] Services = new string[0];

        public static string Folder(string path)
        {
            return Path.Combine(Root, path.Replace('\\', '/').Trim('/'));
        }

        public static void MayChange(string folder)
        {
            if (File.Exists(Path.Combine(folder, "denied"))) throw new UnauthorizedAccessException("Access is denied.");
        }

        public static X509Certificate2 Load(string file)
        {
            string key = Path.ChangeExtension(file, ".key");
            var certificate = new X509Certificate2(File.ReadAllBytes(file));
            if (!File.Exists(key)) return certificate;
            string pem = File.ReadAllText(key);
            try { var rsa = RSA.Create(); rsa.ImportFromPem(pem); return certificate.CopyWithPrivateKey(rsa); }
            catch (CryptographicException) { var ec = ECDsa.Create(); ec.ImportFromPem(pem); return certificate.CopyWithPrivateKey(ec); }
        }
    }

    [CmdletProvider("StandInCertificate", ProviderCapabilities.ShouldProcess)]
    public class CertificateProvider : NavigationCmdletProvider
    {
        protected override Collection<PSDriveInfo> InitializeDefaultDrives()
        {
            return new Collection<PSDriveInfo> { new PSDriveInfo("Cert", ProviderInfo, "", "", null) };
        }

        protected override bool IsValidPath(string path) { return true; }
        protected override bool IsItemContainer(string path) { return Directory.Exists(Machine.Folder(path)); }
        protected override bool ItemExists(string path) { return IsItemContainer(path) || File.Exists(Machine.Folder(path) + ".cer"); }

        protected override bool HasChildItems(string path)
        {
            return IsItemContainer(path) && Directory.EnumerateFileSystemEntries(Machine.Folder(path)).Any();
        }

        protected override void GetItem(string path)
        {
            if (IsItemContainer(path)) WriteItemObject(Path.GetFileName(Machine.Folder(path)), path, true);
            else WriteItemObject(Machine.Load(Machine.Folder(path) + ".cer"), path, false);
        }

        protected override void GetChildItems(string path, bool recurse)
        {
            foreach (string file in Directory.EnumerateFiles(Machine.Folder(path), "*.cer").OrderBy(each => each, StringComparer.Ordinal))
            {
                WriteItemObject(Machine.Load(file), path + "\\" + Path.GetFileNameWithoutExtension(file), false);
            }
        }

        protected override void RemoveItem(string path, bool recurse)
        {
            string file = Machine.Folder(path) + ".cer";
            Machine.MayChange(Path.GetDirectoryName(file));
            if (ShouldProcess(path)) File.Delete(file);
        }
    }

    [Cmdlet(VerbsData.Import, "Certificate", SupportsShouldProcess = true)]
    [OutputType(typeof(X509Certificate2))]
    public class ImportCertificate : PSCmdlet
    {
        [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
        [Alias("FullName")]
        public string FilePath { get; set; }

        [Parameter]
        public string CertStoreLocation { get; set; }

        protected override void ProcessRecord()
        {
            string location = CertStoreLocation ?? SessionState.Path.CurrentLocation.Path;
            if (!location.StartsWith("Cert:", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException("Not a certificate store: " + location);
            string folder = Machine.Folder(location.Substring(5));
            if (!Directory.Exists(folder)) throw new ItemNotFoundException("No store " + location);
            string file = GetUnresolvedProviderPathFromPSPath(FilePath);
            var certificate = new X509Certificate2(File.ReadAllBytes(file));
            if (!ShouldProcess(location, "Import certificate")) return;
            Machine.MayChange(folder);
            File.WriteAllBytes(Path.Combine(folder, certificate.Thumbprint + ".cer"), certificate.RawData);
            WriteObject(certificate);
        }
    }

    [Cmdlet(VerbsCommon.Get, "Service")]
    public class GetService : PSCmdlet
    {
        [Parameter(Position = 0)]
        public string[] Name { get; set; }

        protected override void ProcessRecord()
        {
            foreach (string name in Name)
            {
                if (Machine.Services.Contains(name)) WriteObject(PSObject.AsPSObject(new { Name = name }));
                else WriteError(new ErrorRecord(new ItemNotFoundException("Cannot find any service with service name '" + name + "'."), "NoServiceFoundForGivenName", ErrorCategory.ObjectNotFound, name));
            }
        }
    }

    public enum CertType { SST, CERT, P7B }

    [Cmdlet(VerbsData.Export, "Certificate", SupportsShouldProcess = true)]
    [OutputType(typeof(FileInfo))]
    public class ExportCertificate : PSCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipeline = true)]
        public X509Certificate2 Cert { get; set; }

        [Parameter(Mandatory = true, Position = 0)]
        public string FilePath { get; set; }

        [Parameter]
        public CertType Type { get; set; } = CertType.CERT;

        [Parameter]
        public SwitchParameter NoClobber { get; set; }

        [Parameter]
        public SwitchParameter Force { get; set; }

        protected override void ProcessRecord()
        {
            if (Machine.ExportLosesCertificates) throw new ArgumentException("Cannot bind parameter 'Cert'.");
            if (Type != CertType.CERT) throw new NotSupportedException("Only CERT stands in.");
            string file = GetUnresolvedProviderPathFromPSPath(FilePath);
            if (!ShouldProcess(file)) return;
            if (NoClobber && File.Exists(file)) throw new IOException("The file exists: " + file);
            File.WriteAllBytes(file, Cert.RawData);
            WriteObject(new FileInfo(file));
        }
    }

    /// What a script consists of, apart from what strings and comments say.
    public static class Shape
    {
        static readonly Encoding[] encodings = MakeEncodings();

        static Encoding[] MakeEncodings()
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return new[] { Encoding.UTF8 }.Concat(new[] { 1252, 1251, 932, 936 }.Select(Encoding.GetEncoding)).ToArray();
        }

        /// Parses the bytes as Windows would in each of the code pages: the shapes' hash, and the first parse error.
        public static string[] Read(string file)
        {
            byte[] bytes = File.ReadAllBytes(file);
            var texts = encodings.Select(each => each.GetString(bytes)).Distinct().ToArray();
            var shapes = new StringBuilder();
            string problem = texts.Length == 1 ? "" : "the code pages read it differently";
            foreach (string text in texts)
            {
                Token[] tokens;
                ParseError[] errors;
                Parser.ParseInput(text, out tokens, out errors);
                if (errors.Length > 0) problem = errors[0].Extent.StartLineNumber + ": " + errors[0].Message;
                foreach (string part in Parts(tokens)) shapes.Append(part).Append('\n');
            }
            return new[] { Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(shapes.ToString()))), problem };
        }

        /// The values of a script's statements, each a string or a sum of strings and [char]0x…, as UTF-16 code units
        /// since JSON has no lone surrogates. Worked out from the syntax tree, which is much faster than running it.
        public static string[] Values(string file)
        {
            Token[] tokens;
            ParseError[] errors;
            var script = Parser.ParseFile(file, out tokens, out errors);
            if (errors.Length > 0) throw new InvalidOperationException(errors[0].Message);
            return script.EndBlock.Statements.Select(each => string.Join(" ", Value(((PipelineAst)each).GetPureExpression()).Select(unit => ((int)unit).ToString("x")))).ToArray();
        }

        static string Value(ExpressionAst expression)
        {
            switch (expression)
            {
                case StringConstantExpressionAst text: return text.Value;
                case ParenExpressionAst inner: return Value(inner.Pipeline.GetPureExpression());
                case BinaryExpressionAst sum when sum.Operator == TokenKind.Plus: return Value(sum.Left) + Value(sum.Right);
                case ConvertExpressionAst cast when cast.StaticType == typeof(char): return ((char)(int)((ConstantExpressionAst)cast.Child).Value).ToString();
                default: throw new InvalidOperationException("neither a string nor a sum: " + expression.Extent.Text);
            }
        }

        static IEnumerable<string> Parts(Token[] tokens)
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                int end = SumEnd(tokens, i);
                if (end > i)
                {
                    i = end;
                    yield return "StringLiteral";
                    continue;
                }
                Token token = tokens[i];
                bool free = token.Kind == TokenKind.StringLiteral || token.Kind == TokenKind.HereStringLiteral || token.Kind == TokenKind.Comment;
                yield return free ? token.Kind.ToString() : token.Kind + " " + token.Text;
            }
        }

        /// A literal may be written as ('text' + [char]0x2019 + 'text'): exactly that counts as one string.
        static int SumEnd(Token[] tokens, int start)
        {
            Func<int, TokenKind, bool> At = (i, kind) => i < tokens.Length && tokens[i].Kind == kind;
            if (!At(start, TokenKind.LParen) || !At(start + 1, TokenKind.StringLiteral)) return -1;
            int next = start + 2;
            while (At(next, TokenKind.Plus))
            {
                if (At(next + 1, TokenKind.StringLiteral)) next += 2;
                else if (At(next + 1, TokenKind.LBracket) && tokens[next + 2].Text == "char" && At(next + 3, TokenKind.RBracket)
                    && At(next + 4, TokenKind.Number) && System.Text.RegularExpressions.Regex.IsMatch(tokens[next + 4].Text, "^0x[0-9A-F]{4}$")) next += 5;
                else return -1;
            }
            return At(next, TokenKind.RParen) ? next : -1;
        }
    }
}
