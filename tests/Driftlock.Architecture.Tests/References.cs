using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Driftlock.Architecture.Tests;

/// <summary>One type names another: in its declaration, a signature, an attribute or a method body.</summary>
internal sealed record Reference(string From, string To)
{
    public override string ToString() => $"{From} names {To}";
}

/// <summary>A method of a type is imported from a native library.</summary>
internal sealed record NativeImport(string From, string Library);

/// <summary>A type holds a text; of a text with holes each piece by itself.</summary>
internal sealed record Text(string From, string Value);

/// <summary>
/// Reads which types the types of an assembly name. Reflection does not see method bodies, so this walks the metadata
/// and every token in the code, and finds type names in texts. Constants and <c>nameof</c> stay unseen as names: the
/// compiler has replaced them by their value.
/// </summary>
internal sealed partial class References
{
    private const int TwoByteCode = 0xFE;

    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)unchecked((ushort)code.Value), code => code.OperandType);

    // They make or hold a number that rounds, also where no signature says so.
    private static readonly int[] Inexact =
    [
        .. new[] { OpCodes.Conv_R4, OpCodes.Conv_R8, OpCodes.Conv_R_Un, OpCodes.Ldc_R4, OpCodes.Ldc_R8 }
            .Select(code => (int)unchecked((ushort)code.Value)),
    ];

    private readonly PEReader image;
    private readonly MetadataReader metadata;
    private readonly NamedTypes types;
    private readonly HashSet<Reference> found = [];
    private readonly HashSet<NativeImport> imports = [];
    private readonly HashSet<Text> texts = [];
    private string from = "";

    public References(PEReader image)
    {
        this.image = image;
        metadata = image.GetMetadataReader();
        types = new NamedTypes(to => found.Add(new Reference(from, to)));
        foreach (var handle in metadata.TypeDefinitions) ReadType(handle);
        found.RemoveWhere(pair => pair.From == pair.To);
    }

    public IReadOnlyCollection<Reference> Found => found;

    public IReadOnlyCollection<NativeImport> Imports => imports;

    /// <summary>String literals, constants where they are used, arguments of attributes.</summary>
    public IReadOnlyCollection<Text> Texts => texts;

    private void ReadType(TypeDefinitionHandle handle)
    {
        from = NamedTypes.Name(metadata, handle);
        var type = metadata.GetTypeDefinition(handle);
        Read(type.BaseType);
        Read(type.GetGenericParameters());
        Read(type.GetCustomAttributes());
        foreach (var implementation in type.GetInterfaceImplementations())
            Read(metadata.GetInterfaceImplementation(implementation).Interface);
        foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
        {
            field.DecodeSignature(types, null);
            Read(field.GetCustomAttributes());
        }

        foreach (var property in type.GetProperties())
            Read(metadata.GetPropertyDefinition(property).GetCustomAttributes());
        foreach (var member in type.GetEvents()) Read(metadata.GetEventDefinition(member).GetCustomAttributes());
        foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition)) ReadMethod(method);
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(types, null);
        Read(method.GetGenericParameters());
        Read(method.GetCustomAttributes());
        foreach (var parameter in method.GetParameters())
            Read(metadata.GetParameter(parameter).GetCustomAttributes());
        if (method.GetImport() is { Module.IsNil: false } import)
            imports.Add(new NativeImport(from, metadata.GetString(metadata.GetModuleReference(import.Module).Name)));
        if (method.RelativeVirtualAddress != 0) ReadBody(image.GetMethodBody(method.RelativeVirtualAddress));
    }

    private void ReadBody(MethodBodyBlock body)
    {
        Read(body.LocalSignature);
        foreach (var region in body.ExceptionRegions) Read(region.CatchType);
        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int operation = code.ReadByte();
            if (operation == TwoByteCode) operation = (TwoByteCode << 8) | code.ReadByte();
            if (Inexact.Contains(operation)) found.Add(new Reference(from, "System.Double"));
            ReadOperand(ref code, Operands[operation]);
        }
    }

    private void ReadOperand(ref BlobReader code, OperandType operand)
    {
        switch (operand)
        {
            case OperandType.InlineNone:
                break;
            case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineSig or OperandType.InlineTok
                or OperandType.InlineType:
                Read(MetadataTokens.EntityHandle(code.ReadInt32()));
                break;
            case OperandType.InlineString:
                Read(metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(code.ReadInt32())));
                break;
            case OperandType.InlineSwitch:
                var targets = code.ReadInt32();
                code.Offset += targets * sizeof(int);
                break;
            case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                code.Offset += sizeof(byte);
                break;
            case OperandType.InlineVar:
                code.Offset += sizeof(short);
                break;
            case OperandType.InlineI8 or OperandType.InlineR:
                code.Offset += sizeof(long);
                break;
            default:
                code.Offset += sizeof(int);
                break;
        }
    }

    private void Read(EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                types.GetTypeFromDefinition(metadata, (TypeDefinitionHandle)handle, 0);
                break;
            case HandleKind.TypeReference:
                types.GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0);
                break;
            case HandleKind.TypeSpecification:
                types.GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)handle, 0);
                break;
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                Read(field.GetDeclaringType());
                field.DecodeSignature(types, null);
                break;
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                Read(method.GetDeclaringType());
                method.DecodeSignature(types, null);
                break;
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                Read(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Field) member.DecodeFieldSignature(types, null);
                else member.DecodeMethodSignature(types, null);
                break;
            case HandleKind.MethodSpecification:
                var generic = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Read(generic.Method);
                generic.DecodeSignature(types, null);
                break;
            case HandleKind.StandaloneSignature:
                var signature = metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle);
                if (signature.GetKind() == StandaloneSignatureKind.Method) signature.DecodeMethodSignature(types, null);
                else signature.DecodeLocalSignature(types, null);
                break;
        }
    }

    private void Read(GenericParameterHandleCollection parameters)
    {
        var constraints = parameters.Select(metadata.GetGenericParameter)
            .SelectMany(parameter => parameter.GetConstraints())
            .Select(metadata.GetGenericParameterConstraint);
        foreach (var constraint in constraints) Read(constraint.Type);
    }

    private void Read(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes.Select(metadata.GetCustomAttribute))
        {
            Read(attribute.Constructor);
            // Arguments lie in the value as text: strings, and the X of typeof(X).
            Read(Encoding.UTF8.GetString(metadata.GetBlobBytes(attribute.Value)));
        }
    }

    private void Read(string text)
    {
        texts.Add(new Text(from, text));
        foreach (Match name in ProductTypeName().Matches(text)) found.Add(new Reference(from, name.Value));
    }

    [GeneratedRegex(@"Driftlock(?:\.\w+)+(?:`\d+)?")]
    private static partial Regex ProductTypeName();
}
