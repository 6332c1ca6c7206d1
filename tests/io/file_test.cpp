#include "support/images.hpp"

#include "io/files.hpp"

#include <filesystem>
#include <string>

#if defined(__unix__)
#include <sys/resource.h>

#include <csignal>
#endif

namespace limn_test {
namespace {

namespace fs = std::filesystem;

/// An empty folder, gone at the end of the test.
class Folder {
 public:
  explicit Folder(const std::string& name) : path_(fs::temp_directory_path() / ("limn " + name)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(path_)) all.push_back(entry.path().filename().string());
    return all;
  }

 private:
  fs::path path_;
};

const auto small = image<std::uint8_t>({{1, 2, 3}});
const auto other = image<std::uint8_t>({{9, 9}});

TEST_CASE("what cannot be read names the file and the reason") {
  const Folder folder("reading");
  const fs::path missing = folder / "no such.png";
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::read_gray8(missing)),
                       (missing.string() + ": cannot be opened: No such file or directory").c_str(), limn::IoError);
  CHECK(reason_of([&] { static_cast<void>(limn::read_gray8(folder / "")); }) == "cannot be read: Is a directory");
  std::ofstream(folder / "empty.png").close();
  CHECK(reason_of([&] { static_cast<void>(limn::read_gray8(folder / "empty.png")); }) == "is empty");
  std::ofstream(folder / "text.png") << "no picture";
  CHECK(reason_of([&] { static_cast<void>(limn::read_info(folder / "text.png")); }) ==
        "is no picture that limn can read: PNG, JPEG, BMP or PNM");
#if defined(__unix__)
  limn::write_png(folder / "secret.png", small);
  fs::permissions(folder / "secret.png", fs::perms::none);
  // The superuser reads it all the same.
  if (!std::ifstream(folder / "secret.png")) {
    CHECK(reason_of([&] { static_cast<void>(limn::read_gray8(folder / "secret.png")); }) ==
          "cannot be opened: Permission denied");
  }
#endif
}

TEST_CASE("a file is replaced as a whole") {
  const Folder folder("writing");
  limn::write_png(folder / "a.png", small);
  CHECK(limn::read_gray8(folder / "a.png") == small);
  limn::write_png(folder / "a.png", other);
  CHECK(limn::read_gray8(folder / "a.png") == other);
  CHECK(folder.names() == std::vector<std::string>{"a.png"});
}

TEST_CASE("a link stays a link") {
  const Folder folder("link");
  limn::write_png(folder / "a.png", small);
  std::error_code error;
  fs::create_symlink(folder / "a.png", folder / "link.png", error);
  if (error) return;
  limn::write_png(folder / "link.png", other);
  CHECK(fs::is_symlink(folder / "link.png"));
  CHECK(limn::read_gray8(folder / "a.png") == other);
}

TEST_CASE("what cannot be written leaves nothing behind") {
  const Folder folder("failing");
  const auto why = [](const fs::path& path) { return reason_of([&] { limn::write_png(path, small); }); };
  CHECK(why(folder / "no such folder/a.png") == "cannot be written: No such file or directory");
  CHECK(why(folder / "") == "cannot be written: Is a directory");
  CHECK(folder.names().empty());
  if (fs::exists("/dev/full")) CHECK(why("/dev/full") == "cannot be written: No space left on device");
}

#if defined(__unix__)
TEST_CASE("a device that fills up keeps the file that was there") {
  const Folder folder("full");
  limn::write_png(folder / "a.png", small);
  const auto noise = random_image<std::uint8_t>(Size<2>{200, 100}, 1);
  // The limit on the size of files stands for the end of the device.
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
  const rlimit tight{1000, old.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const std::string reason = reason_of([&] { limn::write_png(folder / "a.png", noise); });
  const std::string of_new = reason_of([&] { limn::write_png(folder / "b.png", noise); });
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, before);
  CHECK(reason == "cannot be written: File too large");
  CHECK(of_new == "cannot be written: File too large");
  CHECK(folder.names() == std::vector<std::string>{"a.png"});
  CHECK(limn::read_gray8(folder / "a.png") == small);
}
#endif

}  // namespace
}  // namespace limn_test
