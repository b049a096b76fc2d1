using System.Buffers.Binary;
using System.Numerics;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Fuzzing;

/// <summary>Damages saved states, and forges them.</summary>
public sealed class StateMutation(Chance chance)
{
    private const int SectionCountAt = 12;
    private const int TableAt = 16;
    private const int EntryBytes = 12;
    private const int ChecksumBytes = 4;

    private const uint CalibrationId = 7;
    private const uint WindowId = 9;
    private const int EntryOfFive = 5 * sizeof(uint);

    /// <summary>The state with some of its bytes changed, missing or too many.</summary>
    public byte[] Damage(byte[] state)
    {
        var at = chance.OneIn(2) ? chance.Below(Math.Min(state.Length, 128)) : chance.Below(state.Length);
        var damaged = (byte[])state.Clone();
        switch (chance.Below(5))
        {
            case 0: return damaged[..at];
            case 1: return [.. damaged, .. damaged[..chance.Below(64)]];
            case 2: return [.. damaged[..at], .. damaged.Skip(at + chance.Between(1, 64))];
            case 3: damaged[at] = (byte)chance.Next(); break;
            default: damaged[at] ^= (byte)(1 << chance.Below(8)); break;
        }

        return damaged;
    }

    /// <summary>The state with wrong numbers under right checksums: no accident makes it, only a person.</summary>
    public byte[] Forge(byte[] state)
    {
        var sections = TakeApart(state);
        for (var times = chance.Between(1, 4); times > 0; times--) ForgeOnce(sections);
        sections.Sort((one, other) => one.Id.CompareTo(other.Id)); // as the core writes them: their order says nothing
        return Assemble(state.AsSpan(0, SectionCountAt), sections);
    }

    private void ForgeOnce(List<Section> sections)
    {
        if (sections.Count == 0) return;

        var at = chance.OneIn(2) ? 0 : chance.Below(sections.Count); // the first is the head, where most can go wrong
        var section = sections[at];
        switch (chance.Below(48))
        {
            case 0: sections.RemoveAt(at); break;
            case 1: sections.Add(section with { Id = (uint)chance.Below(12) }); break;
            case 2: sections[at] = section with { Id = (uint)chance.Below(12) }; break;
            case 3: Fill(section.Bytes[..chance.Below(section.Bytes.Length + 1)]); break;
            case 4: Fill([.. section.Bytes, .. new byte[chance.Below(3) * 4]]); break;
            case 5: Fill(chance.Of(sections).Bytes); break;
            case < 12: ForgeLength(sections); break;
            default: Fill(WithOtherNumber(section.Bytes)); break;
        }

        void Fill(byte[] bytes) => sections[at] = section with { Bytes = bytes };
    }

    /// <summary>
    /// Of a ready state one of the lists that calibrate, or both, become longer or shorter, each sound in itself: columns
    /// of ascending numbers, rows of five.
    /// </summary>
    private void ForgeLength(List<Section> sections)
    {
        var lengths = sections.Where(section => section.Id is CalibrationId or WindowId)
            .Select(section => section.Bytes.Length / EntryOfFive);
        var known = lengths.SelectMany(length => (int[])[length - 1, length, length + 1, length / 2, length * 2])
            .Concat([0, 1, 1023, 1024, 1025, 2048, 2049]).ToList();
        var length = Math.Clamp(chance.Of(known), 0, 4096);
        foreach (var at in Enumerable.Range(0, sections.Count).Where(_ => chance.OneIn(2)))
        {
            if (sections[at].Id == CalibrationId)
                sections[at] = sections[at] with { Bytes = WithColumns(sections[at].Bytes, length) };
            if (sections[at].Id == WindowId)
                sections[at] = sections[at] with { Bytes = Stretched(sections[at].Bytes, length, EntryOfFive) };
        }
    }

    private static byte[] WithColumns(byte[] bytes, int length)
    {
        var column = bytes.Length / 5;
        return [.. Enumerable.Range(0, 5).SelectMany(at =>
            Stretched(bytes.AsSpan(at * column, column), length, sizeof(uint)))];
    }

    /// <summary>So many entries: the beginning, or the whole and its last one again and again.</summary>
    private static byte[] Stretched(ReadOnlySpan<byte> bytes, int length, int entry)
    {
        var stretched = new byte[length * entry];
        bytes[..Math.Min(bytes.Length, stretched.Length)].CopyTo(stretched);
        for (var at = bytes.Length; at < stretched.Length; at++) stretched[at] = at >= entry ? stretched[at - entry] : (byte)0;
        return stretched;
    }

    /// <summary>One number, or one byte of it, becomes another: a border, a neighbour, one from elsewhere.</summary>
    private byte[] WithOtherNumber(byte[] bytes)
    {
        var forged = (byte[])bytes.Clone();
        if (forged.Length < 8) return forged;

        var place = forged.AsSpan(chance.Below(forged.Length / 4) * 4, 4);
        var old = BinaryPrimitives.ReadUInt32LittleEndian(place);
        var other = BinaryPrimitives.ReadUInt32LittleEndian(forged.AsSpan(chance.Below(forged.Length / 4) * 4, 4));
        switch (chance.Below(8))
        {
            case 0: place[chance.Below(4)] = (byte)chance.Next(); break;
            case 1: place[chance.Below(4)] ^= (byte)(1 << chance.Below(8)); break;
            case 2: forged.AsSpan(chance.Below(forged.Length / 8) * 8, 8).Fill(0xFF); break;
            case 3: ChangeEverywhere(forged); break;
            default:
                var any = (uint)(chance.OneIn(2) ? chance.Below(4096) : (int)chance.Next());
                var number = chance.Of<uint>([0, 1, old + 1, old - 1, other, uint.MaxValue, any]);
                BinaryPrimitives.WriteUInt32LittleEndian(place, number);
                break;
        }

        return forged;
    }

    /// <summary>The same byte of every place of a model, so that what comes later cannot miss it.</summary>
    private void ChangeEverywhere(byte[] forged)
    {
        const int PlaceBytes = 32;
        var (from, change) = (chance.Below(PlaceBytes), (byte)chance.Between(1, 255));
        for (var at = from; at < forged.Length; at += PlaceBytes) forged[at] += change;
    }

    private static List<Section> TakeApart(ReadOnlySpan<byte> state)
    {
        var count = (int)BinaryPrimitives.ReadUInt32LittleEndian(state[SectionCountAt..]);
        var at = TableAt + (count * EntryBytes) + ChecksumBytes;
        var sections = new List<Section>(count);
        for (var index = 0; index < count; index++)
        {
            var entry = state[(TableAt + (index * EntryBytes))..];
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
            var id = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            sections.Add(new Section(id, state.Slice(at, length).ToArray()));
            at += length;
        }

        return sections;
    }

    private static byte[] Assemble(ReadOnlySpan<byte> beginning, List<Section> sections)
    {
        var tableBytes = TableAt + (sections.Count * EntryBytes) + ChecksumBytes;
        var state = new byte[tableBytes + sections.Sum(section => section.Bytes.Length)];
        var table = state.AsSpan(0, tableBytes);
        beginning.CopyTo(table);
        BinaryPrimitives.WriteUInt32LittleEndian(table[SectionCountAt..], (uint)sections.Count);
        var rest = state.AsSpan(tableBytes);
        for (var index = 0; index < sections.Count; index++)
        {
            var entry = table[(TableAt + (index * EntryBytes))..];
            var section = sections[index];
            BinaryPrimitives.WriteUInt32LittleEndian(entry, section.Id);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], (uint)section.Bytes.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], Checksum(section.Bytes));
            section.Bytes.CopyTo(rest);
            rest = rest[section.Bytes.Length..];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(table[^ChecksumBytes..], Checksum(table[..^ChecksumBytes]));
        return state;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var rest in bytes) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }

    private sealed record Section(uint Id, byte[] Bytes);
}
