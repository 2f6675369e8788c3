// Protocol Buffers encoding: https://protobuf.dev/programming-guides/encoding/
using System.Buffers.Binary;
using System.Text;

namespace AccessAudit.Scenarios.Observability;

/// <summary>Just enough to read what an OTLP exporter sends: fields by number, nested as deep as asked.</summary>
sealed class Protobuf
{
    readonly List<(int Field, ReadOnlyMemory<byte> Bytes, ulong Number)> _fields = [];

    internal Protobuf(ReadOnlyMemory<byte> message)
    {
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, default, Varint(ref message)));
                    break;
                case 1:
                    _fields.Add((field, default, BinaryPrimitives.ReadUInt64LittleEndian(message.Span)));
                    message = message[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref message);
                    _fields.Add((field, message[..length], 0));
                    message = message[length..];
                    break;
                case 5:
                    message = message[4..];
                    break;
                case var unknown:
                    throw new InvalidDataException($"wire type {unknown}");
            }
        }
    }

    internal IEnumerable<Protobuf> All(int field) =>
        _fields.Where(one => one.Field == field).Select(one => new Protobuf(one.Bytes));

    internal string Text(int field) => Encoding.UTF8.GetString(Find(field).Bytes.Span);

    internal string Hex(int field) => Convert.ToHexStringLower(Find(field).Bytes.Span);

    internal long Number(int field) => (long)Find(field).Number;

    (int Field, ReadOnlyMemory<byte> Bytes, ulong Number) Find(int field) => _fields.FirstOrDefault(one => one.Field == field);

    static ulong Varint(ref ReadOnlyMemory<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message.Span[0];
            message = message[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
